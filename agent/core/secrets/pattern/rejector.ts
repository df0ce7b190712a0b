import { CLASS_SIZE, classIndex, type Kinds, partition } from './char-class.ts';
import { OP, type Program } from './program.ts';

/**
 * Says quickly that no match begins at a place, which is so nearly everywhere: the program as a deterministic
 * automaton, built as far as texts need it. Tests are taken to hold, so what it does not reject may still fail.
 */
export class Rejector {
  readonly #program: Program;
  readonly #longest: number;
  /** By set of instructions. */
  readonly #numbers = new Map<string, number>();
  readonly #sets: (readonly number[])[] = [];
  /** Of most programs no text asks, so they are told apart when the first does. */
  #kinds: Kinds | null = null;
  /** The next state for each state and kind of character; 0 where it was not worked out yet. */
  #next = new Int32Array(CLASS_SIZE);

  /** `longest` is the most characters that a match takes. */
  constructor(program: Program, longest: number) {
    this.#program = program;
    this.#longest = longest;
    this.#sets.push([0]);
    this.#numbers.set('0', FIRST);
  }

  /** True when no match begins at `from`; false when one may, or that is not known within `most` characters. */
  rejects(text: string, from: number, most: number): boolean {
    const { of, count } = this.#kindsOfCharacters();
    // A match is noticed at the character after it.
    const end = Math.min(text.length, from + Math.min(most, this.#longest + 1));
    let state = FIRST;
    for (let at = from; at < end; at += 1) {
      const unit = text.charCodeAt(at);
      const index = (state - FIRST) * count + (of[unit < 128 ? unit : 128] ?? 0);
      const known = this.#next[index] ?? 0;
      state = known === 0 ? this.#workOut(state, index, classIndex(unit)) : known;
      if (state <= OPEN) return state === DEAD;
    }
    return end - from > this.#longest;
  }

  #kindsOfCharacters(): Kinds {
    this.#kinds ??= partition(this.#program.classes);
    return this.#kinds;
  }

  #workOut(state: number, index: number, unit: number): number {
    const reached = this.#step(this.#sets[state - FIRST] ?? [], unit);
    const next = reached === null ? OPEN : reached.length === 0 ? DEAD : this.#number(reached);
    this.#next[index] = next;
    return next;
  }

  #number(set: readonly number[]): number {
    const key = set.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#sets.length + FIRST >= MAX_STATES) return OPEN;
    const number = this.#sets.push(set) - 1 + FIRST;
    this.#numbers.set(key, number);
    this.#grow(this.#sets.length * this.#kindsOfCharacters().count);
    return number;
  }

  #grow(size: number): void {
    if (size <= this.#next.length) return;
    const grown = new Int32Array(size * 2);
    grown.set(this.#next);
    this.#next = grown;
  }

  /** Where the instructions lead with this class of character; null when they match without it. */
  #step(from: readonly number[], unit: number): readonly number[] | null {
    const { ops, first, second, classes } = this.#program;
    const reached = new Set<number>();
    const seen = new Set<number>();
    const open = [...from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const op = ops[at];
      if (op === OP.match) return null;
      if (op === OP.take && classes[first[at] ?? 0]?.[unit] === 1) reached.add(at + 1);
      if (op === OP.split) open.push(first[at] ?? 0, second[at] ?? 0);
      if (op === OP.jump) open.push(first[at] ?? 0);
      if (op !== OP.take && op !== OP.split && op !== OP.jump) open.push(at + 1);
    }
    return [...reached].sort((a, b) => a - b);
  }
}

const MAX_STATES = 1024;
/** 0 stands for a transition that is not known. */
const DEAD = 1;
/** A match, or more states than are kept. */
const OPEN = 2;
const FIRST = 3;
