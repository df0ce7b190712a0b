import { type CharClass, classIndex, classOf, union } from './pattern/char-class.ts';
import { type Pattern, parsePattern } from './pattern/parse-pattern.ts';
import { compileProgram, OP, type Program } from './pattern/program.ts';
import { Rejector } from './pattern/rejector.ts';
import type { SecretRule } from './rule.ts';

/** What a rule may look at besides the secret itself. */
export interface Candidate {
  /** Up to 64 characters before the match. */
  readonly before: string;
  /** From the start of the match to the secret. */
  readonly head: string;
  /** All of it, or its first 256 characters when it is longer. */
  readonly secret: string;
  /** The character after the secret; empty at the end of the text and when the secret is cut off. */
  readonly next: string;
  /** Whether the secret goes on after these characters. */
  readonly cutOff: boolean;
}

/** A rule of the engine's own, which knows more than a vendor's format. */
export interface GeneralRule extends SecretRule {
  /** Whether the name beside it, and not its form, makes it a secret. */
  readonly contextual?: boolean;
  /** Pure, and never throws. */
  readonly judges?: (candidate: Candidate) => boolean;
  /** Source of what follows a match and is masked with it, as far as it can be read. */
  readonly body?: string;
}

/** What of the text has to be held back before a keyword of the rule is complete. */
export type Hold =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'keyword' }
  /** Up to `most` characters of `set`: the secret may begin before the keyword. */
  | { readonly kind: 'run'; readonly set: CharClass; readonly most: number };

export interface CompiledRule {
  readonly rule: GeneralRule;
  readonly program: Program;
  readonly rejector: Rejector;
  /** How far before a keyword a match may begin. */
  readonly lead: number;
  readonly hold: Hold;
  readonly body: Program | null;
}

/** How far a match may begin before its keyword. */
const MAX_LEAD = 200;

/** Throws PatternError. */
export function compileRule(rule: GeneralRule): CompiledRule {
  const options = { caseless: rule.caseless === true };
  const pattern = parsePattern(rule.pattern, options);
  const program = compileProgram(pattern);
  const rejector = new Rejector(program);
  const body = rule.body === undefined ? null : compileProgram(parsePattern(rule.body, options));
  const anchored = beginsWithKeyword(program, rule.keywords);
  if (anchored.always)
    return {
      rule,
      program,
      body,
      rejector,
      lead: 0,
      hold: { kind: anchored.secretBegun ? 'keyword' : 'nothing' },
    };
  const lead = Math.min(MAX_LEAD, longest(pattern));
  return { rule, program, rejector, body, lead, hold: holdOf(program, rule.keywords, lead) };
}

/** Whether every match begins with a keyword, and whether its secret may begin before that keyword is complete. */
function beginsWithKeyword(
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

/**
 * A secret that begins after its keyword needs no text held for it. Another may begin anywhere in the last
 * characters that it can be made of until its keyword is complete.
 */
function holdOf(program: Program, keywords: readonly string[], lead: number): Hold {
  const set = takenBeforeKeyword(program, keywords);
  if (set === null) return { kind: 'nothing' };
  return { kind: 'run', set, most: lead + Math.max(...keywords.map((word) => word.length)) };
}

/** A place in a program, what of a keyword was just read, and whether the secret has begun. */
interface Place {
  readonly at: number;
  readonly tail: string;
  readonly begun: boolean;
}

/** What a secret may be made of up to the end of its first keyword; null when it begins after that. */
function takenBeforeKeyword(program: Program, keywords: readonly string[]): CharClass | null {
  const { ops, first, second, classes, namesSecret } = program;
  const words = keywords.map((word) => word.toLowerCase());
  const taken = classOf('');
  const seen = new Set<string>();
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
        for (const next of tailsAfter(set, tail, words)) open.push({ at: at + 1, tail: next, begun });
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

/** What of a keyword may have been read after one more character of `set`, unless one is complete. */
function tailsAfter(set: CharClass, tail: string, words: readonly string[]): readonly string[] {
  const letters = new Set(words.join(''));
  const tails = new Set(lettersOf(set).some((letter) => !letters.has(letter.toLowerCase())) ? [''] : []);
  for (const letter of letters) {
    const read = tail + letter;
    const isTaken = takesEither(set, letter);
    if (isTaken && !words.some((word) => read.endsWith(word))) tails.add(partOf(words, read));
  }
  return [...tails];
}

/** The longest end of `read` that some keyword begins with. */
function partOf(words: readonly string[], read: string): string {
  for (let from = 0; from < read.length; from += 1)
    if (words.some((word) => word.startsWith(read.slice(from)))) return read.slice(from);
  return '';
}

/** The most characters that a match takes; infinite when nothing bounds it. */
function longest(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'class':
      return 1;
    case 'sequence':
      return pattern.items.reduce((sum, item) => sum + longest(item), 0);
    case 'choice':
      return Math.max(...pattern.options.map(longest));
    case 'repeat':
      return pattern.max === 0 ? 0 : longest(pattern.item) * (pattern.max ?? Number.POSITIVE_INFINITY);
    case 'secret':
      return longest(pattern.item);
    case 'look':
    case 'word-boundary':
    case 'text-start':
    case 'text-end':
      return 0;
  }
}
