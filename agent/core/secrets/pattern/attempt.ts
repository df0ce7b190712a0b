import { END_OF_TEXT, type Move, type Steps, type Threads } from './steps.ts';

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

/**
 * One try of a program at one start, fed as the text comes. It finds what a backtracking matcher anchored there
 * would find, in time linear in the text, and knows at any moment from where on the text may be a secret.
 */
export class Attempt {
  readonly start: number;
  /** What counts as standing before the start, where that is not the character there. */
  readonly #before: number | null;
  readonly #steps: Steps;
  #threads: Threads;
  /** For each thread two numbers: where the secret began, where it ended. */
  #secrets: number[];
  #spare: number[] = [];
  #position: number;
  #best: Span | null = null;

  /** `before`: the code unit that counts as standing before the start, or `END_OF_TEXT`; null for the one there. */
  constructor(steps: Steps, start: number, before: number | null = null) {
    this.#steps = steps;
    this.start = start;
    this.#before = before;
    this.#position = start;
    this.#threads = steps.first;
    this.#secrets = [steps.namesSecret ? NONE : start, NONE];
  }

  /** Where the next character is read. */
  get position(): number {
    return this.#position;
  }

  get live(): boolean {
    return this.#threads.at.length > 0;
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
    for (let index = 0; index < 2 * this.#threads.at.length; index += 2) {
      const began = this.#secrets[index] ?? NONE;
      if (began !== NONE && began < earliest) earliest = began;
    }
    return Number.isFinite(earliest) ? earliest : null;
  }

  /** Reads on to the end of the window, or until no thread is left, or up to `limit` (an offset). */
  read({ text, base }: Window, limit: number): void {
    const end = Math.min(text.length + base, limit);
    while (this.#position < end && this.live) {
      const at = this.#position - base;
      this.#step(at === 0 ? END_OF_TEXT : text.charCodeAt(at - 1), text.charCodeAt(at));
    }
  }

  /** The text ends here. */
  end({ text, base }: Window): void {
    if (!this.live) return;
    const at = this.#position - base;
    this.#step(at === 0 ? END_OF_TEXT : text.charCodeAt(at - 1), END_OF_TEXT);
  }

  #step(previous: number, unit: number): void {
    if (this.#position - this.start >= MAX_HEAD) this.#giveUpHeads();
    const { to, moves, matched } =
      this.#steps.known(this.#threads, unit) ??
      this.#steps.workOut(this.#threads, {
        previous: this.#position === this.start ? (this.#before ?? previous) : previous,
        unit,
        isStart: this.#position === 0,
      });
    if (matched !== null) this.#matched(matched);
    if (moves !== null) this.#move(moves);
    this.#threads = to;
    this.#position += 1;
  }

  #move(moves: readonly Move[]): void {
    const next = this.#spare;
    for (let index = 0; index < moves.length; index += 1) {
      const move = moves[index];
      if (move === undefined) break;
      next[2 * index] = this.#began(move);
      next[2 * index + 1] = this.#ended(move);
    }
    this.#spare = this.#secrets;
    this.#secrets = next;
  }

  #began({ from, begins }: Move): number {
    return begins ? this.#position : (this.#secrets[2 * from] ?? NONE);
  }

  #ended({ from, begins, ends }: Move): number {
    if (ends) return this.#position;
    return begins ? NONE : (this.#secrets[2 * from + 1] ?? NONE);
  }

  #matched(move: Move): void {
    const [began, ended] = [this.#began(move), this.#ended(move)];
    const end = ended === NONE ? this.#position : ended;
    this.#best = began === NONE || began === end ? null : { start: began, end };
  }

  /** Ends the threads whose secret has not begun. */
  #giveUpHeads(): void {
    const { at } = this.#threads;
    const left = [...at.keys()].filter((index) => this.#secrets[2 * index] !== NONE);
    if (left.length === at.length) return;
    this.#threads = this.#steps.threads(left.map((index) => at[index] ?? 0));
    this.#secrets = left.flatMap((index) => this.#secrets.slice(2 * index, 2 * index + 2));
  }
}
