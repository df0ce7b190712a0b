import type { TokenClaims } from '../../../protocol/token-claims.ts';
import { TOKEN_CLOCK_TOLERANCE_S } from '../../../protocol/token-rules.ts';
import { ApiFault } from '../../api-fault.ts';
import type { Caller } from '../caller.ts';
import { callerOfClaims } from './caller-of-claims.ts';
import type { Provider } from './provider.ts';
import type { OidcSettings } from './settings.ts';
import { type IssuerLimits, tokenReader } from './token-reader.ts';

interface BearerOptions {
  readonly settings: OidcSettings;
  readonly provider: Pick<Provider, 'keysUrl'>;
  readonly clock: () => Date;
  readonly limits: IssuerLimits;
}

/** Whose an access token is (RFC 9068): signed by the provider, for this collector, in time. Throws ApiFault. */
export function bearerReader(options: BearerOptions): (token: string) => Promise<Caller> {
  const { audience, issuer } = options.settings;
  if (audience === null) {
    return () => Promise.reject(new ApiFault('unauthenticated', 'access tokens are not taken here'));
  }
  const read = tokenReader({ ...options, ...options.provider, issuer, audiences: [audience] });
  return async (token) => {
    const claims = await read(token);
    return { ...callerOfClaims(claims, options.settings), expiresAt: endOf(claims) };
  };
}

/** Until when the token is taken here, in milliseconds. Throws ApiFault where it does not say. */
function endOf({ exp }: TokenClaims): number {
  if (typeof exp !== 'number') throw new ApiFault('unauthenticated', 'the token does not say when it ends');
  return (exp + TOKEN_CLOCK_TOLERANCE_S) * 1000;
}
