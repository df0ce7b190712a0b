import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { TokenClaims } from '../../../protocol/token-claims.ts';
import { TOKEN_ALGORITHMS, TOKEN_CLOCK_TOLERANCE_S } from '../../../protocol/token-rules.ts';
import { ApiFault } from '../../api-fault.ts';
import type { CollectorLimits } from '../../limits.ts';

/** How an issuer is asked for its keys. */
export type IssuerLimits = Pick<CollectorLimits, 'identityTimeoutMs' | 'keysCooldownMs' | 'keysMaxAgeMs'>;

interface TokenReaderOptions {
  readonly issuer: string;
  /** One of them must be the token's. */
  readonly audiences: readonly string[];
  /** Where the issuer publishes its keys. */
  readonly keysUrl: () => Promise<URL>;
  readonly clock: () => Date;
  readonly limits: IssuerLimits;
}

/**
 * Reads tokens that an issuer signed for here, in time. An unknown key has the issuer's keys fetched again, once in
 * `keysCooldownMs`; a withdrawn one is believed for `keysMaxAgeMs`. Throws ApiFault, which repeats nothing of the token.
 */
export function tokenReader(options: TokenReaderOptions): (token: string) => Promise<TokenClaims> {
  const { issuer, audiences, clock } = options;
  const keysNow = onceFound(() => remoteKeys(options));
  return async (token) => {
    const keys = await keysNow();
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

async function remoteKeys({ keysUrl, limits }: TokenReaderOptions): Promise<JWTVerifyGetKey> {
  return createRemoteJWKSet(await keysUrl(), {
    timeoutDuration: limits.identityTimeoutMs,
    cooldownDuration: limits.keysCooldownMs,
    cacheMaxAge: limits.keysMaxAgeMs,
  });
}

/** Whoever asks at the same time gets the same one; it is looked for again only after it was not found. */
function onceFound<Found>(find: () => Promise<Found>): () => Promise<Found> {
  let found: Promise<Found> | null = null;
  return async () => {
    found ??= find();
    try {
      return await found;
    } catch (fault) {
      found = null;
      throw fault;
    }
  };
}

function refusalOf(fault: unknown): ApiFault {
  if (fault instanceof errors.JWTExpired) return new ApiFault('unauthenticated', 'the token has expired');
  return isOfToken(fault)
    ? new ApiFault('unauthenticated', 'the token is not one that its issuer made for here')
    : new ApiFault('identity-away', "the issuer's keys cannot be had");
}

/** Whatever kept the issuer's keys away has an error of no kind, or one of the set's own. */
function isOfToken(fault: unknown): boolean {
  return (
    fault instanceof errors.JOSEError &&
    fault.code !== errors.JOSEError.code &&
    !(fault instanceof errors.JWKSTimeout || fault instanceof errors.JWKSInvalid)
  );
}
