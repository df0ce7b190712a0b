/** What a pack says of an object before its compressed bytes (gitformat-pack, "pack-*.pack files"). */
export interface PackEntry {
  /** A delta is no object by itself: it is built on another one. */
  readonly kind: 'commit' | 'tree' | 'blob' | 'tag' | 'delta';
  /** Of what stands compressed behind it. */
  readonly size: number;
  /** Where the compressed bytes begin. */
  readonly dataAt: number;
}

/** `PACK`. */
const SIGNATURE = 0x5041434b;
export const PACK_HEADER_BYTES = 12;
/** Type and size of up to 53 bits, and the longest name of a base: an id of SHA-256. */
export const MAX_ENTRY_HEADER_BYTES = 8 + 32;

/** Number of objects of the pack that begins with these bytes, or null when none does. */
export function readPackHeader(bytes: Uint8Array): number | null {
  if (bytes.length < PACK_HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, PACK_HEADER_BYTES);
  const isPack = view.getUint32(0) === SIGNATURE && [2, 3].includes(view.getUint32(4));
  return isPack ? view.getUint32(8) : null;
}

/** How a pack of so many objects begins. */
export function packHeader(objects: number): Uint8Array {
  const header = new Uint8Array(PACK_HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, SIGNATURE);
  view.setUint32(4, 2);
  view.setUint32(8, objects);
  return header;
}

const KINDS = [null, 'commit', 'tree', 'blob', 'tag', null, 'delta', 'delta'] as const;
const OFFSET_DELTA = 6;
const ID_DELTA = 7;

/**
 * Reads what stands at `at`, in a pack whose ids have `idBytes`. Null when it is cut off, and where Git would write
 * nothing of the kind.
 */
export function readPackEntry(bytes: Uint8Array, at: number, idBytes: number): PackEntry | null {
  const first = bytes[at] ?? 0;
  const type = (first >> 4) & 7;
  const kind = KINDS[type] ?? null;
  const sizeEnd = endOfNumber(bytes, at);
  if (kind === null || sizeEnd === null) return null;
  let size = first & 0xf;
  let unit = 16;
  for (const byte of bytes.subarray(at + 1, sizeEnd)) {
    size += (byte & 0x7f) * unit;
    unit *= 128;
  }
  const dataAt = dataStart(bytes, sizeEnd, { type, idBytes });
  return dataAt === null || !Number.isSafeInteger(size) ? null : { kind, size, dataAt };
}

/** Of a delta the base comes first. */
function dataStart(
  bytes: Uint8Array,
  at: number,
  { type, idBytes }: { readonly type: number; readonly idBytes: number },
): number | null {
  if (type === OFFSET_DELTA) return endOfNumber(bytes, at);
  if (type !== ID_DELTA) return at;
  return at + idBytes <= bytes.length ? at + idBytes : null;
}

/** Behind the first byte from `at` on that has no mark of another one to come. */
function endOfNumber(bytes: Uint8Array, at: number): number | null {
  const end = Math.min(bytes.length, at + MAX_ENTRY_HEADER_BYTES);
  for (let last = at; last < end; last++) if ((bytes[last] ?? 0) < 0x80) return last + 1;
  return null;
}
