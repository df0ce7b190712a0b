/**
 * A set of UTF-16 code units: one flag for each ASCII unit, and one, the last, for all that are not ASCII.
 * Secrets are written in ASCII; what lies beyond only ends them or fills a negated class.
 */
export type CharClass = Uint8Array;

const BEYOND_ASCII = 128;
export const CLASS_SIZE = BEYOND_ASCII + 1;

export function emptyClass(): CharClass {
  return new Uint8Array(CLASS_SIZE);
}

/** The index of a code unit in a class. */
export function classIndex(unit: number): number {
  return unit < BEYOND_ASCII ? unit : BEYOND_ASCII;
}

export function classOf(characters: string): CharClass {
  const set = emptyClass();
  for (const character of characters) set[classIndex(character.charCodeAt(0))] = 1;
  return set;
}

export function addRange(set: CharClass, from: number, to: number): void {
  for (let unit = from; unit <= to && unit <= BEYOND_ASCII; unit += 1) set[unit] = 1;
}

export function union(into: CharClass, other: CharClass): void {
  for (let unit = 0; unit < CLASS_SIZE; unit += 1) if (other[unit] === 1) into[unit] = 1;
}

export function negated(set: CharClass): CharClass {
  return set.map((flag) => 1 - flag);
}

/** Both cases of every letter in the set. */
export function caseless(set: CharClass): CharClass {
  const folded = set.slice();
  for (let upper = 65; upper <= 90; upper += 1) {
    const either = set[upper] === 1 || set[upper + 32] === 1 ? 1 : 0;
    folded[upper] = either;
    folded[upper + 32] = either;
  }
  return folded;
}

/** Kinds of characters, counted from 0, by index in a class. */
export interface Kinds {
  readonly of: Uint8Array;
  readonly count: number;
}

/** Characters are of one kind when each of the sets has all of them or none. */
export function partition(sets: readonly CharClass[]): Kinds {
  const of = emptyClass();
  let count = 1;
  for (const set of sets) {
    /** What becomes of each kind outside the set and in it, plus one. */
    const refined = new Uint8Array(2 * count);
    count = 0;
    for (let unit = 0; unit < CLASS_SIZE; unit += 1) {
      const key = 2 * (of[unit] ?? 0) + (set[unit] ?? 0);
      if (refined[key] === 0) refined[key] = count += 1;
      of[unit] = (refined[key] ?? 0) - 1;
    }
  }
  return { of, count };
}

const WORD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_';

/** The classes that an escape names; null for any other letter. */
export function escapedClass(letter: string): CharClass | null {
  switch (letter) {
    case 'd':
      return classOf('0123456789');
    case 'D':
      return negated(classOf('0123456789'));
    case 'w':
      return classOf(WORD);
    case 'W':
      return negated(classOf(WORD));
    case 's':
      return classOf(' \t\n\r\f\v');
    case 'S':
      return negated(classOf(' \t\n\r\f\v'));
    default:
      return null;
  }
}

const SINGLES = Array.from({ length: CLASS_SIZE }, (_, unit) => {
  const set = emptyClass();
  set[unit] = 1;
  return set;
});
const EITHER_CASE = SINGLES.map(caseless);

/** The class of one code unit. It is shared: not to be written to. */
export function single(unit: number): CharClass {
  return SINGLES[classIndex(unit)] ?? emptyClass();
}

/** The class of one code unit in both cases. It is shared: not to be written to. */
export function eitherCase(unit: number): CharClass {
  return EITHER_CASE[classIndex(unit)] ?? emptyClass();
}
