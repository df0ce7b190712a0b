import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { ApiFault } from '../../api-fault.ts';
import type { Caller } from '../caller.ts';
import { callerOfClaims } from './caller-of-claims.ts';
import type { Provider } from './provider.ts';
import type { OidcSettings } from './settings.ts';

/** Signatures that only the provider can make. `none` and those of a shared secret are not among them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_S = 30;

interface BearerOptions {
  readonly settings: OidcSettings;
  readonly provider: Pick<Provider, 'keysUrl'>;
  readonly clock: () => Date;
  readonly timeoutMs: number;
}

/**
 * Reads access tokens (RFC 9068): signed by the provider, for this collector, in time. An unknown key has the
 * provider's keys fetched again, at most twice a minute. Throws ApiFault, which repeats nothing of the token.
 */
export function bearerReader({
  settings,
  provider,
  clock,
  timeoutMs,
}: BearerOptions): (token: string) => Promise<Caller> {
  const { audience, issuer } = settings;
  let keys: JWTVerifyGetKey | null = null;
  return async (token) => {
    if (audience === null) throw new ApiFault('unauthenticated', 'access tokens are not taken here');
    keys ??= createRemoteJWKSet(await provider.keysUrl(), { timeoutDuration: timeoutMs });
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: clock(),
        requiredClaims: ['exp', 'iat'],
      });
      return callerOfClaims(payload, settings);
    } catch (fault) {
      throw fault instanceof ApiFault ? fault : refusalOf(fault);
    }
  };
}

function refusalOf(fault: unknown): ApiFault {
  if (fault instanceof errors.JWTExpired)
    return new ApiFault('unauthenticated', 'the access token has expired');
  const isOfToken =
    fault instanceof errors.JOSEError &&
    !(fault instanceof errors.JWKSTimeout || fault instanceof errors.JWKSInvalid);
  return isOfToken
    ? new ApiFault('unauthenticated', 'the access token is not one that the identity provider made for here')
    : new ApiFault('identity-away', "the identity provider's keys cannot be had");
}
