import { inflateSync } from 'node:zlib';
import {
  MAX_ENTRY_HEADER_BYTES,
  PACK_HEADER_BYTES,
  type PackEntry,
  packHeader,
  readPackEntry,
  readPackHeader,
} from '../core/git/pack-entry.ts';
import type { ObjectFormat } from './git-folder.ts';

/** Gets each object that stands whole in the pack. Its bytes are to be read at once: their memory is given back. */
export type ObjectSink = (kind: Exclude<PackEntry['kind'], 'delta'>, bytes: Uint8Array) => 'go-on' | 'stop';

/** Larger ones are not held. */
const MAX_OBJECT_BYTES = 1024 * 1024;
/** The least that zlib can be told to write at a time. */
const MIN_OUTPUT_BYTES = 64;
const ID_BYTES: Readonly<Record<ObjectFormat, number>> = { sha1: 20, sha256: 32 };

/**
 * Reads the objects of a pack as it passes by on its way to git, which alone says whether it is a pack. It ends early,
 * without a word, at all that is out of the ordinary: an object too large to be held, or bytes that are none.
 */
export class PassingPack {
  readonly #sink: ObjectSink;
  readonly #idBytes: number;
  /** What has come and is still to be read stands from `#from` to `#to`. */
  #held = Buffer.allocUnsafeSlow(2 * MAX_OBJECT_BYTES);
  #from = 0;
  #to = 0;
  /** Null before the header. */
  #objectsLeft: number | null = null;
  #isWhole = false;

  constructor(format: ObjectFormat, sink: ObjectSink) {
    this.#idBytes = ID_BYTES[format];
    this.#sink = sink;
  }

  push(piece: Buffer): void {
    for (let at = 0; at < piece.length && this.#objectsLeft !== 0; ) {
      const taken = piece.copy(this.#room(), 0, at);
      this.#to += taken;
      at += taken;
      this.#readOn();
    }
  }

  /** Whether objects are still to be read, as far as is known. */
  get isReading(): boolean {
    return this.#objectsLeft !== 0;
  }

  /** What of the objects that are still to be read is here, as a pack of them begins. Reads no more itself. */
  rest(): Buffer {
    const rest = Buffer.concat([
      this.#objectsLeft === null ? Buffer.alloc(0) : packHeader(this.#objectsLeft),
      this.#held.subarray(this.#from, this.#to),
    ]);
    this.#stop();
    return rest;
  }

  /** What is here is all there is of the last objects. */
  end(): void {
    this.#isWhole = true;
    this.#readOn();
    this.#stop();
  }

  /** There always is some: no more is left unread than the most that an object may take. */
  #room(): Buffer {
    this.#held.copyWithin(0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
    return this.#held.subarray(this.#to);
  }

  #readOn(): void {
    while (this.#objectsLeft !== 0) {
      const isRead = this.#objectsLeft === null ? this.#readHeader() : this.#readObject(this.#objectsLeft);
      if (!isRead) return;
    }
  }

  /** False while what it reads is not here; so does `#readObject`. */
  #readHeader(): boolean {
    if (!this.#isHere(PACK_HEADER_BYTES)) return false;
    this.#objectsLeft = readPackHeader(this.#held.subarray(this.#from, this.#to)) ?? 0;
    this.#from += PACK_HEADER_BYTES;
    return true;
  }

  #readObject(objectsLeft: number): boolean {
    if (!this.#isHere(MAX_ENTRY_HEADER_BYTES)) return false;
    const here = this.#held.subarray(this.#from, this.#to);
    const entry = readPackEntry(here, 0, this.#idBytes);
    if (entry === null || entry.size > MAX_OBJECT_BYTES) return this.#stop();
    if (!this.#isHere(entry.dataAt + mostCompressed(entry.size))) return false;
    const object = inflated(here.subarray(entry.dataAt), entry.size);
    if (object === null) return this.#stop();
    this.#from += entry.dataAt + object.compressedBytes;
    this.#objectsLeft = objectsLeft - 1;
    if (entry.kind !== 'delta' && this.#sink(entry.kind, object.bytes) === 'stop') this.#stop();
    giveBack(object.bytes);
    return true;
  }

  #isHere(bytes: number): boolean {
    return this.#isWhole || this.#to - this.#from >= bytes;
  }

  #stop(): true {
    this.#objectsLeft = 0;
    this.#held = Buffer.alloc(0);
    this.#from = 0;
    this.#to = 0;
    return true;
  }
}

/** More than any zlib makes of so many bytes, however little it can compress them (zlib, `deflateBound`). */
function mostCompressed(size: number): number {
  return size + (size >> 3) + (size >> 6) + MIN_OUTPUT_BYTES;
}

interface Inflated {
  readonly bytes: Buffer;
  readonly compressedBytes: number;
}

/** Null where `bytes` do not begin with as much, compressed: what that means is for git to say. */
function inflated(bytes: Buffer, size: number): Inflated | null {
  // One byte more than there is spares zlib a second look for what else there may be.
  const options = { info: true, chunkSize: Math.max(MIN_OUTPUT_BYTES, size + 1), maxOutputLength: size + 1 };
  try {
    // With `info`, as its types do not say, this answers the engine too (Node, zlib, "Class: Options").
    const { buffer, engine } = inflateSync(bytes, options) as unknown as ZlibInfo;
    return buffer.length === size ? { bytes: buffer, compressedBytes: engine.bytesWritten } : null;
  } catch {
    return null;
  }
}

interface ZlibInfo {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** As `release` does; zlib leaves one byte of what it writes to, and small contents share theirs with others. */
function giveBack({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength + 1) buffer.transfer(0);
}
