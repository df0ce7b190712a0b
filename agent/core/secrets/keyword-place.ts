import { type CharClass, classIndex, classOf, union } from './pattern/char-class.ts';
import { OP, type Program } from './pattern/program.ts';

/** Whether every match begins with a keyword, and whether its secret may begin before that keyword is complete. */
export function beginsWithKeyword(
  program: Program,
  keywords: readonly string[],
): { readonly always: boolean; readonly secretBegun: boolean } {
  const words = keywords.map((word) => word.toLowerCase());
  let secretBegun = !program.namesSecret;
  const follow = (at: readonly number[], prefix: string): boolean => {
    if (prefix !== '' && words.some((word) => prefix.startsWith(word))) return true;
    if (!words.some((word) => word.startsWith(prefix))) return false;
    const here = closure(program, at);
    if (here.matches) return false;
    secretBegun ||= here.beginsSecret;
    return lettersOf(here.opens).every((letter) => follow(here.after(letter), prefix + letter.toLowerCase()));
  };
  return { always: follow([0], ''), secretBegun };
}

interface Closure {
  readonly opens: CharClass;
  readonly matches: boolean;
  readonly beginsSecret: boolean;
  after(letter: string): readonly number[];
}

/** All that can be reached without a character; tests are taken to hold. */
function closure(program: Program, from: readonly number[]): Closure {
  const { ops, first, second, classes } = program;
  const seen = new Set<number>();
  const takes: number[] = [];
  let matches = false;
  let beginsSecret = false;
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    switch (ops[at] ?? OP.match) {
      case OP.take:
        takes.push(at);
        break;
      case OP.match:
        matches = true;
        break;
      case OP.split:
        open.push(first[at] ?? 0, second[at] ?? 0);
        break;
      case OP.jump:
        open.push(first[at] ?? 0);
        break;
      default:
        beginsSecret ||= ops[at] === OP.beginSecret;
        open.push(at + 1);
    }
  }
  const setOf = (at: number): CharClass => classes[first[at] ?? 0] ?? classOf('');
  const opens = classOf('');
  for (const at of takes) union(opens, setOf(at));
  const after = (letter: string): readonly number[] =>
    takes.filter((at) => takesEither(setOf(at), letter)).map((at) => at + 1);
  return { opens, matches, beginsSecret, after };
}

function takesEither(set: CharClass, letter: string): boolean {
  const cases = [letter, letter.toUpperCase()];
  return cases.some((each) => set[classIndex(each.charCodeAt(0))] === 1);
}

/** The members of a class; a letter that is in it in both cases is followed once, in both. */
function lettersOf(set: CharClass): readonly string[] {
  const units = [...set.keys()].filter((unit) => set[unit] === 1 && !(isUpper(unit) && set[unit + 32] === 1));
  return units.map((unit) => String.fromCharCode(unit));
}

function isUpper(unit: number): boolean {
  return unit >= 65 && unit <= 90;
}

/** A place in a program, what of a keyword was just read, and whether the secret has begun. */
interface Place {
  readonly at: number;
  readonly tail: string;
  readonly begun: boolean;
}

/** What a secret may be made of up to the end of its first keyword; null when it begins after that. */
export function takenBeforeKeyword(program: Program, keywords: readonly string[]): CharClass | null {
  const { ops, first, second, classes, namesSecret } = program;
  const words = keywords.map((word) => word.toLowerCase());
  const taken = classOf('');
  const seen = new Set<string>();
  const tailsAfter = readerOfTails(words);
  const open: Place[] = [{ at: 0, tail: '', begun: !namesSecret }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { at, tail, begun } = place;
    const key = `${at} ${tail} ${begun}`;
    if (seen.has(key)) continue;
    seen.add(key);
    switch (ops[at] ?? OP.match) {
      case OP.take: {
        const set = classes[first[at] ?? 0] ?? classOf('');
        if (begun) union(taken, set);
        for (const next of tailsAfter(set, tail)) open.push({ at: at + 1, tail: next, begun });
        break;
      }
      case OP.match:
        break;
      case OP.split:
        open.push({ at: first[at] ?? 0, tail, begun }, { at: second[at] ?? 0, tail, begun });
        break;
      case OP.jump:
        open.push({ at: first[at] ?? 0, tail, begun });
        break;
      default:
        open.push({ at: at + 1, tail, begun: begun || ops[at] === OP.beginSecret });
    }
  }
  return taken.includes(1) ? taken : null;
}

/** Says what of a keyword may have been read after one more character of a class, unless one is complete. */
function readerOfTails(words: readonly string[]): (set: CharClass, tail: string) => readonly string[] {
  const letters = new Set(words.join(''));
  const known = new Map<CharClass, Map<string, readonly string[]>>();
  const workOut = (set: CharClass, tail: string): readonly string[] => {
    const tails = new Set(lettersOf(set).some((letter) => !letters.has(letter.toLowerCase())) ? [''] : []);
    for (const letter of letters) {
      const read = tail + letter;
      const isTaken = takesEither(set, letter);
      if (isTaken && !words.some((word) => read.endsWith(word))) tails.add(partOf(words, read));
    }
    return [...tails];
  };
  return (set, tail) => {
    const ofSet = known.get(set) ?? new Map<string, readonly string[]>();
    const tails = ofSet.get(tail) ?? workOut(set, tail);
    known.set(set, ofSet.set(tail, tails));
    return tails;
  };
}

/** The longest end of `read` that some keyword begins with. */
function partOf(words: readonly string[], read: string): string {
  for (let from = 0; from < read.length; from += 1)
    if (words.some((word) => word.startsWith(read.slice(from)))) return read.slice(from);
  return '';
}
