import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { TokenClaims } from '../../../protocol/token-claims.ts';
import { TOKEN_ALGORITHMS, TOKEN_CLOCK_TOLERANCE_S } from '../../../protocol/token-rules.ts';
import { ApiFault } from '../../api-fault.ts';

interface TokenReaderOptions {
  readonly issuer: string;
  /** One of them must be the token's. */
  readonly audiences: readonly string[];
  /** Where the issuer publishes its keys. */
  readonly keysUrl: () => Promise<URL>;
  readonly clock: () => Date;
  readonly timeoutMs: number;
}

/**
 * Reads tokens that an issuer signed for here, in time. An unknown key has the issuer's keys fetched again, at most
 * twice a minute. Throws ApiFault, which repeats nothing of the token.
 */
export function tokenReader(options: TokenReaderOptions): (token: string) => Promise<TokenClaims> {
  const { issuer, audiences, keysUrl, clock, timeoutMs } = options;
  let keys: JWTVerifyGetKey | null = null;
  return async (token) => {
    keys ??= createRemoteJWKSet(await keysUrl(), { timeoutDuration: timeoutMs });
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: [...audiences],
        algorithms: [...TOKEN_ALGORITHMS],
        clockTolerance: TOKEN_CLOCK_TOLERANCE_S,
        currentDate: clock(),
        requiredClaims: ['exp', 'iat'],
      });
      return payload;
    } catch (fault) {
      throw refusalOf(fault);
    }
  };
}

function refusalOf(fault: unknown): ApiFault {
  if (fault instanceof errors.JWTExpired) return new ApiFault('unauthenticated', 'the token has expired');
  const isOfToken =
    fault instanceof errors.JOSEError &&
    !(fault instanceof errors.JWKSTimeout || fault instanceof errors.JWKSInvalid);
  return isOfToken
    ? new ApiFault('unauthenticated', 'the token is not one that its issuer made for here')
    : new ApiFault('identity-away', "the issuer's keys cannot be had");
}
