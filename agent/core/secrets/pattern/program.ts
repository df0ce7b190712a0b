import type { CharClass } from './char-class.ts';
import { type Pattern, PatternError } from './parse-pattern.ts';

/** What one instruction of a program does; a thread that meets a test that fails ends. */
export const OP = {
  /** Takes one character of class `first`. */
  take: 0,
  /** Goes on at `first`, and with less priority at `second`. */
  split: 1,
  jump: 2,
  beginSecret: 3,
  endSecret: 4,
  /** Tests the next (or last) character for class `first`; `second` is what the edge of the text gives. */
  ahead: 5,
  behind: 6,
  wordBoundary: 7,
  textStart: 8,
  textEnd: 9,
  match: 10,
} as const;

/** A pattern as a list of instructions, run by `Attempt`. A test or a take goes on at the next instruction. */
export interface Program {
  readonly ops: Uint8Array;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly classes: readonly CharClass[];
  /** Whether the pattern names its secret; without, the whole match is it. */
  readonly namesSecret: boolean;
}

const MAX_INSTRUCTIONS = 6000;
/** A repetition that may go on for longer is taken as endless: the engine has decided by then. */
const MAX_COUNTED = 520;

/** Throws PatternError `too-large`. */
export function compileProgram(pattern: Pattern): Program {
  const writer = new Writer();
  writer.write(pattern);
  writer.emit(OP.match, 0, 0);
  return writer.program();
}

class Writer {
  readonly #ops: number[] = [];
  readonly #first: number[] = [];
  readonly #second: number[] = [];
  readonly #classes: CharClass[] = [];
  readonly #classNumbers = new Map<CharClass | string, number>();
  #namesSecret = false;

  emit(op: number, first: number, second: number): number {
    if (this.#ops.length >= MAX_INSTRUCTIONS)
      throw new PatternError('too-large', `the pattern needs more than ${MAX_INSTRUCTIONS} states`);
    this.#ops.push(op);
    this.#first.push(first);
    return this.#second.push(second) - 1;
  }

  write(pattern: Pattern): void {
    switch (pattern.kind) {
      case 'class':
        this.emit(OP.take, this.#class(pattern.set), 0);
        return;
      case 'sequence':
        for (const item of pattern.items) this.write(item);
        return;
      case 'choice':
        this.#choice(pattern.options);
        return;
      case 'repeat':
        this.#repeat(pattern);
        return;
      case 'secret':
        this.#namesSecret = true;
        this.emit(OP.beginSecret, 0, 0);
        this.write(pattern.item);
        this.emit(OP.endSecret, 0, 0);
        return;
      case 'look':
        this.emit(
          pattern.way === 'ahead' ? OP.ahead : OP.behind,
          this.#class(pattern.set),
          Number(pattern.atEdge),
        );
        return;
      case 'word-boundary':
        this.emit(OP.wordBoundary, 0, 0);
        return;
      case 'text-start':
        this.emit(OP.textStart, 0, 0);
        return;
      case 'text-end':
        this.emit(OP.textEnd, 0, 0);
        return;
    }
  }

  program(): Program {
    return {
      ops: Uint8Array.from(this.#ops),
      first: Int32Array.from(this.#first),
      second: Int32Array.from(this.#second),
      classes: this.#classes,
      namesSecret: this.#namesSecret,
    };
  }

  #choice(options: readonly Pattern[]): void {
    const jumps: number[] = [];
    for (const option of options.slice(0, -1)) {
      const split = this.emit(OP.split, 0, 0);
      this.#first[split] = split + 1;
      this.write(option);
      jumps.push(this.emit(OP.jump, 0, 0));
      this.#second[split] = this.#ops.length;
    }
    for (const option of options.slice(-1)) this.write(option);
    for (const jump of jumps) this.#first[jump] = this.#ops.length;
  }

  #repeat({ item, min, max, lazy }: Pattern & { kind: 'repeat' }): void {
    const counted = Math.min(min, MAX_COUNTED);
    for (let copy = 0; copy < counted; copy += 1) this.write(item);
    if (max === null || max > MAX_COUNTED) this.#loop(item, lazy);
    else this.#optional(item, max - min, lazy);
  }

  #optional(item: Pattern, copies: number, lazy: boolean): void {
    const splits: number[] = [];
    for (let copy = 0; copy < copies; copy += 1) {
      splits.push(this.emit(OP.split, 0, 0));
      this.write(item);
    }
    for (const split of splits) this.#branch(split, this.#ops.length, lazy);
  }

  #loop(item: Pattern, lazy: boolean): void {
    const split = this.emit(OP.split, 0, 0);
    this.write(item);
    this.emit(OP.jump, split, 0);
    this.#branch(split, this.#ops.length, lazy);
  }

  /** A greedy split prefers to go on, a lazy one to leave. */
  #branch(split: number, leave: number, lazy: boolean): void {
    this.#first[split] = lazy ? leave : split + 1;
    this.#second[split] = lazy ? split + 1 : leave;
  }

  /** A copy of a repetition has the same class object; another that is equal is found by its flags. */
  #class(set: CharClass): number {
    const known = this.#classNumbers.get(set);
    if (known !== undefined) return known;
    const flags = set.join('');
    const number = this.#classNumbers.get(flags) ?? this.#classes.push(set) - 1;
    this.#classNumbers.set(set, number).set(flags, number);
    return number;
  }
}
