import { buildSkips, type TermSkips } from './term-skips.ts';

export type TermsErrorCode = 'empty-term' | 'unmatchable-term' | 'too-many-terms';

/** Terms that no automaton can be made of. */
export class TermsError extends Error {
  readonly code: TermsErrorCode;

  constructor(code: TermsErrorCode, message: string) {
    super(message);
    this.name = 'TermsError';
    this.code = code;
  }
}

/**
 * A dense Aho–Corasick automaton over bytes. Letters A–Z are read as a–z. A NUL byte never leaves a state, so
 * UTF-16 text and words padded with NULs are found by the pattern of the plain word.
 */
export interface TermAutomaton {
  readonly terms: readonly string[];
  /** The state behind `state` and `byte` at `state << 8 | byte`. */
  readonly next: Uint16Array;
  /** States from here on end a term; `matches[state - acceptFrom]` are the indices of those terms. */
  readonly acceptFrom: number;
  readonly matches: readonly (readonly number[])[];
  /** For bytes without NULs; null where none are passed over. */
  readonly skips: TermSkips | null;
}

const MAX_STATES = 16_384;
const LF = 0x0a;
/** The state of no term begun, the first of those that end none. */
const ROOT = 0;

/** Compiles the terms, each matched in UTF-8 and in UTF-16 of either byte order. */
export function compileTerms(terms: readonly string[]): TermAutomaton {
  const trie = new Trie();
  terms.forEach((term, index) => {
    checkTerm(term, index);
    for (const spelling of new Set([term, term.toLowerCase(), term.toUpperCase()])) {
      for (const bytes of encodings(spelling)) trie.add(bytes, index);
    }
  });
  return trie.automaton(terms);
}

function checkTerm(term: string, index: number): void {
  if (term.replaceAll('\0', '') === '') throw new TermsError('empty-term', `term ${index} is empty`);
  if (term.includes('\n') || term.includes('\0')) {
    throw new TermsError('unmatchable-term', `term ${index} holds a line end or NUL, which no line does`);
  }
}

function encodings(term: string): readonly Uint8Array[] {
  const little: number[] = [];
  const big: number[] = [];
  for (let i = 0; i < term.length; i++) {
    const unit = term.charCodeAt(i);
    little.push(unit & 0xff, unit >> 8);
    big.push(unit >> 8, unit & 0xff);
  }
  return [new TextEncoder().encode(term), Uint8Array.from(little), Uint8Array.from(big)];
}

function fold(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

class Node {
  readonly children = new Map<number, Node>();
  readonly ends = new Set<number>();
  fallback: Node | null = null;
  state = 0;
}

class Trie {
  readonly #root = new Node();
  readonly #spellings: Uint8Array[] = [];
  #size = 1;

  add(bytes: Uint8Array, term: number): void {
    const spelling = bytes.filter((byte) => byte !== 0).map(fold);
    this.#spellings.push(spelling);
    let node = this.#root;
    for (const byte of spelling) {
      let child = node.children.get(byte);
      if (child === undefined) {
        if (this.#size++ >= MAX_STATES) {
          throw new TermsError('too-many-terms', `terms need more than ${MAX_STATES} states`);
        }
        child = new Node();
        node.children.set(byte, child);
      }
      node = child;
    }
    node.ends.add(term);
  }

  automaton(terms: readonly string[]): TermAutomaton {
    const order = this.#linked();
    const plain = order.filter((node) => node.ends.size === 0);
    const accepting = order.filter((node) => node.ends.size > 0);
    const next = new Uint16Array(order.length << 8);
    [...plain, ...accepting].forEach((node, state) => {
      node.state = state;
    });
    for (const node of order) this.#fillRow(next, node);
    const matches = accepting.map((node) => [...node.ends]);
    return { terms, next, acceptFrom: plain.length, matches, skips: buildSkips(this.#spellings) };
  }

  /** Breadth first, so that the row a node falls back to is filled before its own. */
  #linked(): Node[] {
    const order = [this.#root];
    for (const node of order) {
      for (const [byte, child] of node.children) {
        child.fallback = this.#fallbackOf(node, byte);
        for (const end of child.fallback.ends) child.ends.add(end);
        order.push(child);
      }
    }
    return order;
  }

  #fallbackOf(parent: Node, byte: number): Node {
    for (let node = parent.fallback; node !== null; node = node.fallback) {
      const child = node.children.get(byte);
      if (child !== undefined) return child;
    }
    return this.#root;
  }

  #fillRow(next: Uint16Array, node: Node): void {
    const row = node.state << 8;
    if (node.fallback !== null)
      next.copyWithin(row, node.fallback.state << 8, (node.fallback.state << 8) + 256);
    for (const [byte, child] of node.children) {
      next[row | byte] = child.state;
      if (byte >= 0x61 && byte <= 0x7a) next[row | (byte & ~0x20)] = child.state;
    }
    next[row] = node.state;
  }
}

const NONE: readonly string[] = [];

/** One reader's place in an automaton, and the terms found since the last `take`. */
export class TermScan {
  readonly #automaton: TermAutomaton;
  readonly #found: Uint8Array;
  #any = false;
  #state = ROOT;

  constructor(automaton: TermAutomaton) {
    this.#automaton = automaton;
    this.#found = new Uint8Array(automaton.terms.length);
  }

  /** A word split by what lies between two stretches of bytes is no match. */
  restart(): void {
    this.#state = ROOT;
  }

  /** Reads until a line feed and says where it stands, or `bytes.length` when there is none. */
  scanLine(bytes: Uint8Array, from: number): number {
    const { next, acceptFrom } = this.#automaton;
    const end = bytes.length;
    let state = this.#state;
    let at = from;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === LF) break;
      state = next[(state << 8) | byte] ?? 0;
      if (state >= acceptFrom) this.#note(state);
    }
    this.#state = state;
    return at;
  }

  /** Reads all the bytes; a line feed ends a word like any byte that is not the term's next. */
  scanAll(bytes: Uint8Array): void {
    const { skips } = this.#automaton;
    if (skips === null || bytes.includes(0)) this.#readAll(bytes);
    else this.#skipThrough(bytes, skips);
  }

  /** Reads only where a term may be; of ordinary bytes about one in five is looked at. */
  #skipThrough(bytes: Uint8Array, { window, shift }: TermSkips): void {
    const last = bytes.length - 1;
    let at = this.#readTerm(bytes, 0, 0);
    while (at + window <= bytes.length) {
      let end = at + window - 1;
      let step = 1;
      while (end <= last && step > 0) {
        step = shift[((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0)] ?? 0;
        end += step;
      }
      at = end - window + 1;
      if (step === 0) at = this.#readTerm(bytes, at, end + 1);
    }
    this.#readTerm(bytes, at, bytes.length);
  }

  /** Reads from `at` to `to`, and on while a term is begun; says where the next one may begin. */
  #readTerm(bytes: Uint8Array, at: number, to: number): number {
    const { next, acceptFrom } = this.#automaton;
    let state = this.#state;
    let end = at;
    for (; end < bytes.length && (end < to || state !== ROOT); end++) {
      state = next[(state << 8) | (bytes[end] ?? 0)] ?? 0;
      if (state >= acceptFrom) this.#note(state);
    }
    this.#state = state;
    return end;
  }

  /** Both halves are read at once, which takes less than half the time, as each step waits for the one before it. */
  #readAll(bytes: Uint8Array): void {
    const { next, acceptFrom } = this.#automaton;
    const half = bytes.length >> 1;
    let state = this.#state;
    let ahead = ROOT;
    for (let at = 0; at < half; at++) {
      state = next[(state << 8) | (bytes[at] ?? 0)] ?? 0;
      ahead = next[(ahead << 8) | (bytes[at + half] ?? 0)] ?? 0;
      if (state >= acceptFrom) this.#note(state);
      if (ahead >= acceptFrom) this.#note(ahead);
    }
    const end = half << 1;
    this.#state = this.#join(state, ahead, bytes.subarray(half, end));
    if (end < bytes.length) this.#step(bytes[end] ?? 0);
  }

  /**
   * The state behind `bytes`, which lead from `state` there or, read from the root, to `ahead`. What began before
   * them goes on into them until both ways have come to one state; from there on they are the same.
   */
  #join(state: number, ahead: number, bytes: Uint8Array): number {
    const { next } = this.#automaton;
    this.#state = state;
    let fresh = ROOT;
    for (const byte of bytes) {
      if (this.#state === fresh) return ahead;
      this.#step(byte);
      fresh = next[(fresh << 8) | byte] ?? 0;
    }
    return this.#state;
  }

  #step(byte: number): void {
    this.#state = this.#automaton.next[(this.#state << 8) | byte] ?? 0;
    if (this.#state >= this.#automaton.acceptFrom) this.#note(this.#state);
  }

  /** The terms found, in the order they were given in; starts again with none. */
  take(): readonly string[] {
    this.#state = ROOT;
    if (!this.#any) return NONE;
    const found = this.#automaton.terms.filter((_term, index) => this.#found[index] === 1);
    this.#found.fill(0);
    this.#any = false;
    return found;
  }

  #note(state: number): void {
    this.#any = true;
    for (const term of this.#automaton.matches[state - this.#automaton.acceptFrom] ?? []) {
      this.#found[term] = 1;
    }
  }
}

/** The terms that stand in `bytes`. */
export function termsIn(bytes: Uint8Array, automaton: TermAutomaton): readonly string[] {
  const scan = new TermScan(automaton);
  scan.scanAll(bytes);
  return scan.take();
}
