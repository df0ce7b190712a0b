import { MerkleError } from './merkle/merkle-error.ts';
import { type NoteKey, noteKeyId } from './merkle/signed-note.ts';
import { equalBytes, type Sha256 } from './merkle/tree-hash.ts';

/**
 * What the log of a collector with this key is called, in checkpoints as their origin and in their signatures as
 * the key's name: it follows from the key, so that nobody has to be told it and no two logs share one. `.internal`
 * is a name for private use, and leads nowhere. `publicKey` is SPKI DER of an Ed25519 key. Throws MerkleError
 * `bad-key`.
 */
export function logKey(publicKey: Uint8Array, sha256: Sha256): NoteKey {
  const raw = publicKey.subarray(ED25519_SPKI.length);
  const isEd25519 = equalBytes(publicKey.subarray(0, ED25519_SPKI.length), ED25519_SPKI) && raw.length === 32;
  if (!isEd25519) throw new MerkleError('bad-key', 'the key is not the SPKI DER of an Ed25519 key');
  const name = `countersign.internal/log/${hex(sha256(publicKey).subarray(0, NAME_BYTES))}`;
  return { name, id: noteKeyId(name, raw, sha256) };
}

const NAME_BYTES = 8;

/** RFC 8410: what stands before the 32 bytes of the key. */
const ED25519_SPKI = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
