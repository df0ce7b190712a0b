import { HeadCollector } from './head-collector.ts';
import { parseFields } from './response-head.ts';

/** Longer chunk lines are no one's: extensions are allowed and mean nothing to us (RFC 9112, 7.1.1). */
const MAX_LINE_BYTES = 1024;
const SIZE = /^([0-9A-Fa-f]{1,13})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/;

export interface ChunksRead {
  readonly data: readonly Uint8Array[];
  /**
   * The trailers, once the last chunk was read; then `used` says how many of the bytes belonged to the body. Or
   * `fault`: what follows the data are no chunks.
   */
  readonly end: { readonly rawTrailers: readonly string[]; readonly used: number } | 'fault' | null;
}

type State =
  | { readonly kind: 'size' }
  | { readonly kind: 'data'; left: number }
  | { readonly kind: 'after-data' }
  | { readonly kind: 'trailers'; readonly fields: string[]; bytes: number };

/** Reads a body in chunks (RFC 9112, 7.1). One for each body. */
export class ChunkReader {
  readonly #maxTrailerBytes: number;
  #line = new HeadCollector('line', MAX_LINE_BYTES);
  #state: State = { kind: 'size' };

  constructor(maxTrailerBytes: number) {
    this.#maxTrailerBytes = maxTrailerBytes;
  }

  /** The data in `bytes`, which it shares. */
  push(bytes: Uint8Array, from: number): ChunksRead {
    const data: Uint8Array[] = [];
    let at = from;
    while (at < bytes.length) {
      if (this.#state.kind === 'data') {
        const piece = bytes.subarray(at, at + this.#state.left);
        data.push(piece);
        at += piece.length;
        this.#state.left -= piece.length;
        if (this.#state.left === 0) this.#state = { kind: 'after-data' };
        continue;
      }
      const line = this.#line.push(bytes, at);
      if (line.kind === 'more') break;
      if (line.kind === 'too-long') return { data, end: 'fault' };
      at += line.used;
      const next = this.#take(line.text, this.#state);
      if (next === null) return { data, end: 'fault' };
      if (Array.isArray(next)) return { data, end: { rawTrailers: next, used: at - from } };
      this.#state = next;
    }
    return { data, end: null };
  }

  /** The state after one line; the trailers when it was the last; null when it is not what must stand there. */
  #take(line: string, state: Exclude<State, { kind: 'data' }>): State | string[] | null {
    switch (state.kind) {
      case 'size':
        return this.#begin(line);
      case 'after-data':
        return line === '' ? { kind: 'size' } : null;
      case 'trailers': {
        if (line === '') return state.fields;
        const field = parseFields(line);
        const bytes = state.bytes + line.length;
        return field === null || bytes > this.#maxTrailerBytes
          ? null
          : { kind: 'trailers', fields: [...state.fields, ...field], bytes };
      }
    }
  }

  #begin(line: string): State | null {
    const [, digits] = SIZE.exec(line) ?? [];
    if (digits === undefined) return null;
    const left = Number.parseInt(digits, 16);
    if (left > 0) return { kind: 'data', left };
    this.#line = new HeadCollector('line', this.#maxTrailerBytes);
    return { kind: 'trailers', fields: [], bytes: 0 };
  }
}
