import { deflateSync } from 'node:zlib';

const TYPES = { commit: 1, tree: 2, blob: 3, tag: 4, 'offset-delta': 6, 'id-delta': 7 } as const;

export interface PackedObject {
  readonly kind: keyof typeof TYPES;
  readonly bytes: Uint8Array;
  /** As the pack says it, when that is not so many bytes. */
  readonly size?: number;
}

/** A pack of these objects as git would write it, but for the checksum, which is zeros, as are the bases of deltas. */
export function madePack(objects: readonly PackedObject[], idBytes = 20): Buffer {
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(objects.length, 8);
  const entries = objects.flatMap(({ kind, bytes, size = bytes.length }) => [
    entryHeader(TYPES[kind], size),
    Buffer.alloc(kind === 'id-delta' ? idBytes : kind === 'offset-delta' ? 1 : 0),
    deflateSync(bytes),
  ]);
  return Buffer.concat([header, ...entries, Buffer.alloc(idBytes)]);
}

function entryHeader(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 0xf)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push((bytes.pop() ?? 0) | 0x80, rest & 0x7f);
  }
  return Buffer.from(bytes);
}
