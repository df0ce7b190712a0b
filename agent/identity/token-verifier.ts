import { createRemoteJWKSet, decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { TokenClaims } from '../../protocol/token-claims.ts';
import {
  keysAddress,
  MAX_TOKEN,
  metadataAddress,
  TOKEN_ALGORITHMS,
  TOKEN_CLOCK_TOLERANCE_S,
} from '../../protocol/token-rules.ts';
import { TokenError } from './token-error.ts';

/** Whose tokens are taken, and what they must be for. */
export interface TokenIssuer {
  /** As it calls itself, character by character; https, or http on loopback. */
  readonly issuer: string;
  readonly audience: string;
}

export interface TokenVerifier {
  /**
   * The claims of a JWT that one of the issuers signed, for its audience, in time. An unknown key has the issuer's keys
   * fetched again, once in `keysCooldownMs`; a withdrawn one is believed for `keysMaxAgeMs`. Throws TokenError.
   */
  verify(token: string): Promise<TokenClaims>;
}

export interface TokenVerifierOptions {
  readonly issuers: readonly TokenIssuer[];
  readonly clock: () => Date;
  readonly limits: IssuerLimits;
}

/** How issuers are asked for their keys. */
export interface IssuerLimits {
  /** For each of their answers. */
  readonly identityTimeoutMs: number;
  readonly keysCooldownMs: number;
  readonly keysMaxAgeMs: number;
}

/** Keys are found by discovery, at the first need and again after a failure. */
export function tokenVerifier({ issuers, clock, limits }: TokenVerifierOptions): TokenVerifier {
  const keysOf = new Map(issuers.map(({ issuer }) => [issuer, remoteKeys(issuer, limits)]));
  return {
    async verify(token) {
      const named = issuerOf(token);
      const keys = keysOf.get(named);
      if (keys === undefined) {
        throw new TokenError('unknown-issuer', 'the token is of an issuer whose tokens are not taken here');
      }
      return verified(token, await keys(), {
        issuer: named,
        audience: issuers.filter(({ issuer }) => issuer === named).map(({ audience }) => audience),
        algorithms: [...TOKEN_ALGORITHMS],
        clockTolerance: TOKEN_CLOCK_TOLERANCE_S,
        currentDate: clock(),
        requiredClaims: ['exp', 'iat'],
      });
    },
  };
}

async function verified(
  token: string,
  keys: JWTVerifyGetKey,
  checks: Parameters<typeof jwtVerify>[2],
): Promise<TokenClaims> {
  try {
    return (await jwtVerify(token, keys, checks)).payload;
  } catch (fault) {
    throw tokenErrorOf(fault);
  }
}

/** Only to know whose keys to ask: nothing is believed before the signature holds. */
function issuerOf(token: string): string {
  if (token.length > MAX_TOKEN) throw new TokenError('malformed', `the token is longer than ${MAX_TOKEN}`);
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new TokenError('malformed', 'that is no JWT in its compact form');
  }
}

function remoteKeys(issuer: string, limits: IssuerLimits): () => Promise<JWTVerifyGetKey> {
  let found: Promise<JWTVerifyGetKey> | null = null;
  return async () => {
    found ??= discover(issuer, limits);
    try {
      return await found;
    } catch (fault) {
      found = null;
      throw fault instanceof TokenError ? fault : away(fault);
    }
  };
}

async function discover(issuer: string, limits: IssuerLimits): Promise<JWTVerifyGetKey> {
  const signal = AbortSignal.timeout(limits.identityTimeoutMs);
  const response = await fetch(metadataAddress(issuer), { redirect: 'error', signal });
  const address = response.ok ? keysAddress(issuer, await response.json()) : null;
  if (address === null) throw away(undefined);
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: limits.identityTimeoutMs,
    cooldownDuration: limits.keysCooldownMs,
    cacheMaxAge: limits.keysMaxAgeMs,
  });
}

function tokenErrorOf(fault: unknown): TokenError {
  if (fault instanceof errors.JWTExpired) return new TokenError('expired', 'the token has expired');
  return isOfToken(fault)
    ? new TokenError('refused', 'the token is not one that its issuer made for here')
    : away(fault);
}

/** Whatever kept the issuer's keys away has an error of no kind, or one of the set's own. */
function isOfToken(fault: unknown): boolean {
  return (
    fault instanceof errors.JOSEError &&
    fault.code !== errors.JOSEError.code &&
    !(fault instanceof errors.JWKSTimeout || fault instanceof errors.JWKSInvalid)
  );
}

function away(cause: unknown): TokenError {
  return new TokenError('issuer-away', "the issuer's keys cannot be had", { cause });
}
