import { takenBeforeKeyword } from './keyword-place.ts';
import { meantBefore } from './meant-before.ts';
import { type CharClass, classIndex } from './pattern/char-class.ts';
import { shortest } from './pattern/length.ts';
import type { Pattern } from './pattern/parse-pattern.ts';
import type { Program } from './pattern/program.ts';
import type { Rejector } from './pattern/rejector.ts';

/**
 * Where a secret may begin whose keyword comes later, in its middle or at its end. Text that may be one is held,
 * so the fewer places the better: none inside a word, and no plain word where a long random key is meant.
 */
export interface LateStart {
  readonly rejector: Rejector;
  /** What the secret may be made of up to the end of its keyword. */
  readonly set: CharClass;
  /** Characters from the start of a match to the end of its keyword. */
  readonly most: number;
  /** What may stand before a match; null when anything may. */
  readonly after: CharClass | null;
  readonly isLong: boolean;
}

export interface LateRule {
  readonly rule: { readonly keywords: readonly string[] };
  readonly program: Program;
  readonly rejector: Rejector;
  /** How far before a keyword a match may begin. */
  readonly lead: number;
}

/** A match of so many characters is made by a machine. */
const LONG = 40;

/** Null when the secret begins after its keyword. */
export function lateStartOf({ rule, program, rejector, lead }: LateRule, pattern: Pattern): LateStart | null {
  const set = takenBeforeKeyword(program, rule.keywords);
  if (set === null) return null;
  const most = lead + Math.max(...rule.keywords.map((word) => word.length));
  return { rejector, set, most, after: precededBy(pattern), isLong: shortest(pattern) >= LONG };
}

/** A text, and where a run of characters that may be a secret begins in it. */
export interface Run {
  readonly text: string;
  readonly first: number;
}

/** Whether a match may begin at `at` of a run, by what stands there and before it. */
export function mayStart({ after, isLong }: LateStart, run: Run, at: number): boolean {
  if (after !== null && at > 0 && !mayFollow(after, run, at)) return false;
  return !isLong || !/^[A-Za-z][a-z]{4}/.test(run.text.slice(at, at + 5));
}

/** What of an escape may begin a run: the character that tells that it is one is in no such secret. */
const MOST_OF_ESCAPE = 6;

function mayFollow(after: CharClass, { text, first }: Run, at: number): boolean {
  if (after[classIndex(text.charCodeAt(at - 1))] === 1) return true;
  return at - first <= MOST_OF_ESCAPE && after[classIndex(meantBefore(text, at))] === 1;
}

/** How many characters at the end of the text may be the beginning of such a secret. */
export function heldAtEnd(start: LateStart, text: string): number {
  const { rejector, set, most } = start;
  const run = { text, first: startOfRun(set, text, Math.max(0, text.length - most)) };
  for (let at = run.first; at < text.length; at += 1)
    if (mayStart(start, run, at) && !rejector.rejects(text, at, most)) return text.length - at;
  return 0;
}

/** Where the run of `set` begins that goes to the end of the text, not before `from`. */
export function startOfRun(set: CharClass, text: string, from: number): number {
  let at = text.length;
  while (at > from && set[classIndex(text.charCodeAt(at - 1))] === 1) at -= 1;
  return at;
}

/** The class of a look-behind that the pattern begins with. */
function precededBy(pattern: Pattern): CharClass | null {
  const [first] = pattern.kind === 'sequence' ? pattern.items : [];
  return first?.kind === 'look' && first.way === 'behind' && first.atEdge ? first.set : null;
}
