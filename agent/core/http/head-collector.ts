import { latin1 } from './latin1.ts';

const CR = 13;
const LF = 10;

/** What a collector made of more bytes. `used`: how many of them belong to what it collects. */
export type Collected =
  | { readonly kind: 'more' }
  | { readonly kind: 'text'; readonly text: string; readonly used: number }
  | { readonly kind: 'too-long' };

const MORE: Collected = { kind: 'more' };
const TOO_LONG: Collected = { kind: 'too-long' };
const MARKS = { 'empty line': [CR, LF, CR, LF], line: [CR, LF] } as const;

/** Collects bytes up to an end, which may come in pieces, and gives them as Latin-1. Bounded. */
export class HeadCollector {
  readonly #mark: readonly number[];
  readonly #maxBytes: number;
  #before = '';
  /** How much of the mark stands at the end of what came before. */
  #matched = 0;

  /** `empty line`: the end of a head; `line`: the end of one line. */
  constructor(end: keyof typeof MARKS, maxBytes: number) {
    this.#mark = MARKS[end];
    this.#maxBytes = maxBytes;
  }

  /** The text comes without its end; the collector starts anew after it. */
  push(bytes: Uint8Array, from: number): Collected {
    const end = this.#before === '' ? this.#find(bytes, from) : this.#goOn(bytes, from);
    const piece = bytes.subarray(from, end === -1 ? bytes.length : end);
    const length = this.#before.length + piece.length;
    if (length > this.#maxBytes + this.#mark.length) return TOO_LONG;
    const text = this.#before + latin1(piece);
    this.#before = end === -1 ? text : '';
    if (end === -1) return MORE;
    this.#matched = 0;
    return { kind: 'text', text: text.slice(0, -this.#mark.length), used: piece.length };
  }

  /** Where the mark ends when nothing came before; -1 when it does not end here. */
  #find(bytes: Uint8Array, from: number): number {
    const wanted = this.#mark.length;
    for (let at = bytes.indexOf(CR, from); at !== -1; at = bytes.indexOf(CR, at + 1)) {
      if (bytes[at + 1] !== LF) continue;
      if (wanted === 2 || (bytes[at + 2] === CR && bytes[at + 3] === LF)) return at + wanted;
    }
    return this.#goOn(bytes, from);
  }

  /** The same byte by byte, across pieces. */
  #goOn(bytes: Uint8Array, from: number): number {
    let matched = this.#matched;
    for (let at = from; at < bytes.length; at += 1) {
      if (bytes[at] === this.#mark[matched]) matched += 1;
      else matched = bytes[at] === CR ? 1 : 0;
      if (matched === this.#mark.length) return at + 1;
    }
    this.#matched = matched;
    return -1;
  }
}
