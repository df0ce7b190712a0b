import { type CharClass, classIndex, type Kinds, partition } from './char-class.ts';
import { Marks } from './marks.ts';
import { OP, type Program } from './program.ts';

/** What is read where the text begins or ends. */
export const END_OF_TEXT = -1;

/** Threads by priority, each by the instruction where it stands. */
export interface Threads {
  readonly at: readonly number[];
  /** What was worked out before, by kind of the next character; null when these threads are not remembered. */
  readonly known: (Step | undefined)[] | null;
}

/** Where threads come to with one character. */
export interface Step {
  readonly to: Threads;
  /** Where each of those comes from; null when each stays in its place and nothing begins or ends. */
  readonly moves: readonly Move[] | null;
  /** The thread that matched before this character, and ended those after it. */
  readonly matched: Move | null;
}

export interface Move {
  /** Index of the thread that it was. */
  readonly from: number;
  /** Whether the secret begins before this character, and whether it ends there. */
  readonly begins: boolean;
  readonly ends: boolean;
}

/** What stands at a step: characters before and after it, and whether the whole text begins there. */
export interface Around {
  readonly previous: number;
  readonly unit: number;
  readonly isStart: boolean;
}

/** How many steps and sets of threads a program remembers; what is beyond is worked out each time. */
const MAX_REMEMBERED = 4096;

/**
 * Runs the threads of a program, a character at a time. The same threads go the same way with the same kind of
 * character, so a way is worked out once; only one that looked at what stands before is worked out each time.
 */
export class Steps {
  readonly namesSecret: boolean;
  readonly #program: Program;
  readonly #maxRemembered: number;
  /** Of most programs no text asks, so they are told apart when the first does. */
  #kinds: Kinds | null = null;
  readonly #marks: Marks;
  readonly #sets = new Map<string, Threads>();
  #remembered = 0;

  constructor(program: Program, maxRemembered = MAX_REMEMBERED) {
    this.#program = program;
    this.#maxRemembered = maxRemembered;
    this.#marks = new Marks(program.ops.length);
    this.namesSecret = program.namesSecret;
  }

  /** The single thread that every attempt begins with. */
  get first(): Threads {
    return this.threads([0]);
  }

  /** The threads that stand at these instructions. */
  threads(at: readonly number[]): Threads {
    const key = at.join();
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    if (this.#remembered >= this.#maxRemembered) return { at, known: null };
    const threads = { at, known: Array.from<undefined>({ length: this.#kindsOfCharacters().count + 1 }) };
    this.#sets.set(key, threads);
    this.#remembered += 1;
    return threads;
  }

  /** The step with this character, if it was worked out before. */
  known(threads: Threads, unit: number): Step | undefined {
    return threads.known?.[this.#kindOf(unit)];
  }

  workOut(threads: Threads, around: Around): Step {
    const walk = new Walk(this.#program, this.#marks, around);
    walk.all(threads.at);
    const to = this.threads(walk.at);
    const isSame = walk.moves.every(({ from, begins, ends }, index) => from === index && !begins && !ends);
    const step = { to, moves: isSame ? null : walk.moves, matched: walk.matched };
    if (!walk.lookedBack) this.#remember(threads, step, around.unit);
    return step;
  }

  #remember({ known }: Threads, step: Step, unit: number): void {
    if (known === null || step.to.known === null || this.#remembered >= this.#maxRemembered) return;
    known[this.#kindOf(unit)] = step;
    this.#remembered += 1;
  }

  /** The text's edge is a kind of its own. */
  #kindOf(unit: number): number {
    const { of, count } = this.#kindsOfCharacters();
    return unit === END_OF_TEXT ? count : (of[classIndex(unit)] ?? 0);
  }

  #kindsOfCharacters(): Kinds {
    this.#kinds ??= partition(this.#program.classes);
    return this.#kinds;
  }
}

/** One step of all threads. */
class Walk {
  readonly at: number[] = [];
  readonly moves: Move[] = [];
  matched: Move | null = null;
  /** Whether a test looked at what stands before. */
  lookedBack = false;
  readonly #program: Program;
  readonly #marks: Marks;
  readonly #around: Around;

  constructor(program: Program, marks: Marks, around: Around) {
    this.#program = program;
    this.#marks = marks;
    this.#around = around;
  }

  /** A match ends the threads of less priority: what they would find is not what is preferred. */
  all(threads: readonly number[]): void {
    this.#marks.begin();
    threads.some((at, from) => this.#follow(at, { from, begins: false, ends: false }));
  }

  /** Follows what takes no character; true when it came to a match. */
  #follow(start: number, before: Move): boolean {
    const { ops, first, second, classes } = this.#program;
    let at = start;
    let move = before;
    for (;;) {
      if (!this.#marks.mark(at)) return false;
      switch (ops[at] ?? OP.match) {
        case OP.take:
          if (has(classes[first[at] ?? 0], this.#around.unit)) {
            this.at.push(at + 1);
            this.moves.push(move);
          }
          return false;
        case OP.split:
          if (this.#follow(first[at] ?? 0, move)) return true;
          at = second[at] ?? 0;
          continue;
        case OP.jump:
          at = first[at] ?? 0;
          continue;
        case OP.beginSecret:
          move = { ...move, begins: true, ends: false };
          break;
        case OP.endSecret:
          move = { ...move, ends: true };
          break;
        case OP.match:
          this.matched = move;
          return true;
        default:
          if (!this.#holds(at)) return false;
      }
      at += 1;
    }
  }

  #holds(at: number): boolean {
    const { ops, first, second, classes } = this.#program;
    const { previous, unit, isStart } = this.#around;
    const tests = (character: number): boolean =>
      character === END_OF_TEXT ? second[at] === 1 : has(classes[first[at] ?? 0], character);
    switch (ops[at] ?? OP.match) {
      case OP.ahead:
        return tests(unit);
      case OP.behind:
        this.lookedBack = true;
        return tests(previous);
      case OP.wordBoundary:
        this.lookedBack = true;
        return isWord(previous) !== isWord(unit);
      case OP.textStart:
        this.lookedBack = true;
        return isStart;
      default:
        return unit === END_OF_TEXT;
    }
  }
}

function has(set: CharClass | undefined, unit: number): boolean {
  return unit !== END_OF_TEXT && set?.[classIndex(unit)] === 1;
}

function isWord(unit: number): boolean {
  const letter = unit | 32;
  return (unit >= 48 && unit <= 57) || (letter >= 97 && letter <= 122) || unit === 95;
}
