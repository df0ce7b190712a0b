import { ChunkReader } from './chunk-reader.ts';
import { HeadCollector } from './head-collector.ts';
import { type ResponseFraming, responseFraming } from './response-framing.ts';
import { parseResponseHead, type ResponseHead } from './response-head.ts';

export type ResponsePart =
  | { readonly kind: 'interim'; readonly head: ResponseHead }
  | { readonly kind: 'head'; readonly head: ResponseHead; readonly framing: ResponseFraming }
  /** Shares the bytes that were pushed. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** `excess`: bytes that follow the answer, to which no request belongs. */
  | { readonly kind: 'end'; readonly rawTrailers: readonly string[]; readonly excess: number }
  /** What came cannot be read in one way only; nothing more is read. */
  | { readonly kind: 'fault'; readonly what: string };

type State =
  | { readonly kind: 'head' }
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'chunked'; readonly chunks: ChunkReader }
  | { readonly kind: 'close' }
  | { readonly kind: 'over' }
  | { readonly kind: 'broken' };

const NO_TRAILERS: readonly string[] = [];

/** Reads the answer to one request (RFC 9112), interim answers included, however its bytes are cut. */
export class ResponseReader {
  readonly #method: string;
  readonly #maxHeadBytes: number;
  readonly #head: HeadCollector;
  #state: State = { kind: 'head' };

  constructor(method: string, maxHeadBytes: number) {
    this.#method = method;
    this.#maxHeadBytes = maxHeadBytes;
    this.#head = new HeadCollector('empty line', maxHeadBytes);
  }

  push(bytes: Uint8Array): readonly ResponsePart[] {
    const parts: ResponsePart[] = [];
    let at = 0;
    while (at < bytes.length && this.#state.kind === 'head') {
      const used = this.#readHead(bytes, at, parts);
      if (used === null) return parts;
      at += used;
    }
    this.#readBody(bytes, at, parts);
    return parts;
  }

  /** The connection ended cleanly. True when that is how this answer ends, or it had ended before. */
  end(): boolean {
    const isClean = this.#state.kind === 'close' || this.#state.kind === 'over';
    this.#state = { kind: isClean ? 'over' : 'broken' };
    return isClean;
  }

  /** How many bytes belonged to a head; null when there is nothing more to read. */
  #readHead(bytes: Uint8Array, at: number, parts: ResponsePart[]): number | null {
    const collected = this.#head.push(bytes, at);
    if (collected.kind === 'more') return null;
    if (collected.kind === 'too-long') return this.#fail('a head without end', parts);
    const head = parseResponseHead(collected.text);
    if (head === null) return this.#fail('no HTTP', parts);
    if (head.status < 100 || head.status > 599) return this.#fail(`status ${head.status}`, parts);
    if (head.status === 101) return this.#fail('a switch of protocols', parts);
    const framing = responseFraming(this.#method, head);
    if (framing === null) return this.#fail('an unclear end of its body', parts);
    if (head.status < 200) parts.push({ kind: 'interim', head });
    else {
      parts.push({ kind: 'head', head, framing });
      this.#begin(framing, bytes.length - at - collected.used, parts);
    }
    return collected.used;
  }

  #begin(framing: ResponseFraming, rest: number, parts: ResponsePart[]): void {
    if (framing.kind === 'none' || (framing.kind === 'length' && framing.length === 0)) {
      this.#over(NO_TRAILERS, rest, parts);
    } else if (framing.kind === 'length') this.#state = { kind: 'length', left: framing.length };
    else if (framing.kind === 'close') this.#state = { kind: 'close' };
    else this.#state = { kind: 'chunked', chunks: new ChunkReader(this.#maxHeadBytes) };
  }

  #readBody(bytes: Uint8Array, at: number, parts: ResponsePart[]): void {
    const state = this.#state;
    if (at >= bytes.length) return;
    switch (state.kind) {
      case 'head':
      case 'over':
      case 'broken':
        return;
      case 'close':
        parts.push({ kind: 'data', bytes: at === 0 ? bytes : bytes.subarray(at) });
        return;
      case 'length': {
        const isWhole = at === 0 && bytes.length <= state.left;
        const data = isWhole ? bytes : bytes.subarray(at, at + state.left);
        parts.push({ kind: 'data', bytes: data });
        state.left -= data.length;
        if (state.left === 0) this.#over(NO_TRAILERS, bytes.length - at - data.length, parts);
        return;
      }
      case 'chunked': {
        const read = state.chunks.push(bytes, at);
        for (const data of read.data) parts.push({ kind: 'data', bytes: data });
        if (read.end === 'fault') this.#fail('chunks that are none', parts);
        else if (read.end !== null)
          this.#over(read.end.rawTrailers, bytes.length - at - read.end.used, parts);
      }
    }
  }

  #over(rawTrailers: readonly string[], excess: number, parts: ResponsePart[]): void {
    this.#state = { kind: 'over' };
    parts.push({ kind: 'end', rawTrailers, excess });
  }

  #fail(what: string, parts: ResponsePart[]): null {
    this.#state = { kind: 'broken' };
    parts.push({ kind: 'fault', what });
    return null;
  }
}
