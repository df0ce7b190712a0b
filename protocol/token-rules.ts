/** Signatures that only the issuer can make (RFC 7518, 3.1). `none` and those of a shared secret are not among them. */
export const TOKEN_ALGORITHMS: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA'],
];

/** How far the clocks of an issuer and of whoever reads its tokens may be apart. */
export const TOKEN_CLOCK_TOLERANCE_S = 30;

/** Characters of a token; a longer one is not looked at. */
export const MAX_TOKEN = 16 * 1024;

const SAFE = /^(?:https:\/\/[^/?#@\s]+|http:\/\/(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?)(?:[/?][^#\s]*)?$/;

/** Whether keys and tokens may come from there: what crosses a network in the clear is anybody's. */
export function isSafeIssuer(address: string): boolean {
  return SAFE.test(address);
}

/** Where an issuer describes itself (OpenID Connect Discovery 1.0, 4). */
export function metadataAddress(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** Where the keys are, as the issuer's metadata says; null where they are not this issuer's, or name no safe place. */
export function keysAddress(issuer: string, metadata: unknown): string | null {
  if (typeof metadata !== 'object' || metadata === null) return null;
  const { issuer: named, jwks_uri: keys } = metadata as Readonly<Record<string, unknown>>;
  return named === issuer && typeof keys === 'string' && isSafeIssuer(keys) ? keys : null;
}
