import { createHash, type KeyObject } from 'node:crypto';
import { Key } from '@tufjs/models';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { FeedError } from './feed-error.ts';

/** The one target of a feed. */
export const POLICY_TARGET = 'policy.yaml';

/** In the `custom` of that target: for how long an agent enforces it without hearing from the feed. */
export const MAX_STALE_FIELD = 'countersign-max-stale-ms';

export const FEED_ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;

export type FeedRole = (typeof FEED_ROLES)[number];

/** What people compare at enrolment: SHA-256 of the bytes of a root file, lower-case hex. */
export function fingerprintOf(root: Uint8Array): string {
  return createHash('sha256').update(root).digest('hex');
}

/**
 * A public key as the metadata holds it (TUF specification 1.0.31, 4.2): Ed25519 or ECDSA on P-256, in hex, and
 * named for its content. Throws FeedError `unsupported` for any other.
 */
export function feedKey(publicKey: KeyObject): Key {
  const { x, y } = publicKey.export({ format: 'jwk' });
  const hex = (part: string | undefined): string => Buffer.from(part ?? '', 'base64url').toString('hex');
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === 'ed25519') return namedKey('ed25519', 'ed25519', hex(x));
  if (type === 'ec' && details?.namedCurve === 'prime256v1')
    return namedKey('ecdsa', 'ecdsa-sha2-nistp256', `04${hex(x)}${hex(y)}`);
  throw new FeedError('unsupported', 'a key of a feed is Ed25519, or ECDSA on P-256');
}

/**
 * What a key must be called: SHA-256 of its canonical JSON. A name of its own choice would let one key stand under
 * two names and reach a threshold alone.
 */
export function keyIdOf(key: Pick<Key, 'keyType' | 'scheme' | 'keyVal'>): string {
  const { keyType, scheme, keyVal } = key;
  const text = canonicalJson({ keytype: keyType, scheme, keyval: { public: keyVal['public'] ?? '' } });
  return createHash('sha256').update(text).digest('hex');
}

function namedKey(keyType: string, scheme: string, publicHex: string): Key {
  const parts = { keyType, scheme, keyVal: { public: publicHex } };
  return new Key({ ...parts, keyID: keyIdOf(parts) });
}
