import { OP, type Program } from './program.ts';

/** Where a match has its secret: offsets from the start of the whole text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Text as far as it has come: `text[0]` is at offset `base` of the whole. */
export interface Window {
  readonly text: string;
  readonly base: number;
}

/** A thread whose secret has not begun so many characters after the match did ends. */
export const MAX_HEAD = 512;

const NONE = -1;
const END_OF_TEXT = -1;

/**
 * One try of a program at one start, fed as the text comes. It finds what a backtracking matcher anchored there
 * would find, in time linear in the text, and knows at any moment from where on the text may be a secret.
 */
export class Attempt {
  readonly start: number;
  readonly #program: Program;
  /** Threads by priority, three numbers each: instruction, where the secret began, where it ended. */
  #threads: number[];
  #next: number[] = [];
  #position: number;
  #best: Span | null = null;

  constructor(program: Program, start: number) {
    this.#program = program;
    this.start = start;
    this.#position = start;
    this.#threads = [0, program.namesSecret ? NONE : start, NONE];
  }

  /** Where the next character is read. */
  get position(): number {
    return this.#position;
  }

  get live(): boolean {
    return this.#threads.length > 0;
  }

  /** The secret of the match so far; it may still grow while the attempt is live. */
  get best(): Span | null {
    return this.#best;
  }

  /** The earliest place where a secret of this attempt may have begun; null when none has. */
  secretStart(): number | null {
    const live = this.liveStart();
    return live === null || this.#best === null
      ? (this.#best?.start ?? live)
      : Math.min(this.#best.start, live);
  }

  /** The same of what may still become a match, and would be preferred to the one so far. */
  liveStart(): number | null {
    let earliest = Number.POSITIVE_INFINITY;
    for (let index = 1; index < this.#threads.length; index += 3) {
      const began = this.#threads[index] ?? NONE;
      if (began !== NONE && began < earliest) earliest = began;
    }
    return Number.isFinite(earliest) ? earliest : null;
  }

  /** Reads on to the end of the window, or until no thread is left, or up to `limit` (an offset). */
  read({ text, base }: Window, limit: number): void {
    const end = Math.min(text.length + base, limit);
    while (this.#position < end && this.#threads.length > 0) {
      const at = this.#position - base;
      this.#step(at === 0 ? END_OF_TEXT : text.charCodeAt(at - 1), text.charCodeAt(at));
    }
  }

  /** The text ends here. */
  end({ text, base }: Window): void {
    if (this.#threads.length === 0) return;
    const at = this.#position - base;
    this.#step(at === 0 ? END_OF_TEXT : text.charCodeAt(at - 1), END_OF_TEXT);
  }

  #step(previous: number, unit: number): void {
    const threads = this.#position - this.start >= MAX_HEAD ? begun(this.#threads) : this.#threads;
    const next = this.#next;
    next.length = 0;
    if (threads.length !== 3 || !this.#takesOnly(threads, unit, next)) this.#spread(threads, previous, unit);
    this.#threads = next;
    this.#next = threads;
    this.#position += 1;
  }

  /** The common case, a single thread before a plain character; false when it is another. */
  #takesOnly(threads: readonly number[], unit: number, next: number[]): boolean {
    const { ops, first, classes } = this.#program;
    const at = threads[0] ?? 0;
    if (ops[at] !== OP.take) return false;
    if (unit === END_OF_TEXT || classes[first[at] ?? 0]?.[unit < 128 ? unit : 128] !== 1) return true;
    next.push(at + 1, threads[1] ?? NONE, threads[2] ?? NONE);
    return true;
  }

  /** A match ends the threads of less priority: what they would find is not what is preferred. */
  #spread(threads: readonly number[], previous: number, unit: number): void {
    this.#program.marks.begin();
    for (let index = 0; index < threads.length; index += 3) {
      const began = threads[index + 1] ?? NONE;
      if (this.#follow(threads[index] ?? 0, [began, threads[index + 2] ?? NONE], { previous, unit })) return;
    }
  }

  /** Follows what takes no character; true when it came to a match. */
  #follow(from: number, [began, ended]: readonly [number, number], around: Around): boolean {
    const { ops, first, second, classes, marks } = this.#program;
    let at = from;
    let secret: readonly [number, number] = [began, ended];
    for (;;) {
      if (!marks.mark(at)) return false;
      switch (ops[at] ?? OP.match) {
        case OP.take:
          if (
            around.unit !== END_OF_TEXT &&
            classes[first[at] ?? 0]?.[around.unit < 128 ? around.unit : 128] === 1
          )
            this.#next.push(at + 1, secret[0], secret[1]);
          return false;
        case OP.split:
          if (this.#follow(first[at] ?? 0, secret, around)) return true;
          at = second[at] ?? 0;
          continue;
        case OP.jump:
          at = first[at] ?? 0;
          continue;
        case OP.beginSecret:
          secret = [this.#position, NONE];
          break;
        case OP.endSecret:
          secret = [secret[0], this.#position];
          break;
        case OP.match:
          this.#matched(secret);
          return true;
        default:
          if (!this.#holds(at, around)) return false;
      }
      at += 1;
    }
  }

  #matched([began, ended]: readonly [number, number]): void {
    const end = ended === NONE ? this.#position : ended;
    this.#best = began === NONE || began === end ? null : { start: began, end };
  }

  #holds(at: number, { previous, unit }: Around): boolean {
    const { ops, first, second, classes } = this.#program;
    const tests = (character: number): boolean =>
      character === END_OF_TEXT
        ? second[at] === 1
        : classes[first[at] ?? 0]?.[character < 128 ? character : 128] === 1;
    switch (ops[at] ?? OP.match) {
      case OP.ahead:
        return tests(unit);
      case OP.behind:
        return tests(previous);
      case OP.wordBoundary:
        return isWord(previous) !== isWord(unit);
      case OP.textStart:
        return this.#position === 0;
      default:
        return unit === END_OF_TEXT;
    }
  }
}

/** The threads whose secret has begun. */
function begun(threads: readonly number[]): number[] {
  return threads.filter((_, index) => threads[index - (index % 3) + 1] !== NONE);
}

interface Around {
  readonly previous: number;
  readonly unit: number;
}

function isWord(unit: number): boolean {
  const letter = unit | 32;
  return (unit >= 48 && unit <= 57) || (letter >= 97 && letter <= 122) || unit === 95;
}
