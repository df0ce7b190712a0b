import { MerkleError } from './merkle-error.ts';

const LENGTH_BYTES = 2;
export const MAX_ENTRY_BYTES = 2 ** (8 * LENGTH_BYTES) - 1;

/** Entries one after the other, each after its length in two bytes, the higher one first (C2SP tlog-tiles). */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) throw bad(`an entry of ${entry.length} bytes`);
    bytes[at] = entry.length >> 8;
    bytes[at + 1] = entry.length & 255;
    bytes.set(entry, at + LENGTH_BYTES);
    at += LENGTH_BYTES + entry.length;
  }
  return bytes;
}

/** Exactly `count` entries and nothing after them. Throws MerkleError `bad-bundle`. */
export function readBundle(bytes: Uint8Array, count: number): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [high, low] = [bytes[at], bytes[at + 1]];
    if (high === undefined || low === undefined) throw bad('half a length');
    const begin = at + LENGTH_BYTES;
    at = begin + high * 256 + low;
    if (at > bytes.length) throw bad('half an entry');
    entries.push(bytes.subarray(begin, at));
  }
  if (entries.length !== count) throw bad(`${entries.length} entries, expected ${count}`);
  return entries;
}

function bad(seen: string): MerkleError {
  return new MerkleError('bad-bundle', `a bundle holds ${seen}`);
}
