import {
  type CelEnv,
  type CelList,
  type CelMap,
  CelScalar,
  type CelValue,
  celEnv,
  celFunc,
  celMethod,
  isCelList,
  isCelMap,
  listType,
  mapType,
} from '@bufbuild/cel';
import { RE2JS } from '@bufbuild/re2';
import { type Budget, createBudget } from './budget.ts';
import type { TextTools } from './fast-facts.ts';
import { foldSegments } from './fold.ts';
import { type Glob, isGlob, matchGlob, parseGlob } from './glob.ts';
import { regexWeight } from './regex-size.ts';

const { BOOL, INT, STRING, DYN } = CelScalar;
const RECORD = mapType(STRING, DYN);

/** Folded names kept within one operation; a push names the same paths once for each rule. */
const MAX_FOLDED = 10_000;

/** The functions of the language, and what one operation has used of them. */
export interface Environment {
  readonly cel: CelEnv;
  /** The same functions for conditions that do without the engine. */
  readonly text: TextTools;
  /** Begins an operation, which may spend this much. */
  begin(budget: Budget): void;
}

export function createEnvironment(): Environment {
  // Owned by this environment; evaluations are synchronous, so no two operations meet here.
  let budget = createBudget(0);
  let folded = new Map<string, readonly string[]>();
  let lowered = new Map<string, string>();
  const globs = new Map<string, Glob>();
  const regexes = new Map<string, Regex>();

  const segmentsOf = (text: string): readonly string[] => {
    const known = folded.get(text);
    if (known !== undefined) return known;
    budget.spend(text.length);
    const segments = foldSegments(text);
    if (folded.size < MAX_FOLDED) folded.set(text, segments);
    return segments;
  };
  const lowerCase = (text: string): string => {
    const known = lowered.get(text);
    if (known !== undefined) return known;
    budget.spend(text.length);
    const lower = text.toLowerCase();
    if (lowered.size < MAX_FOLDED) lowered.set(text, lower);
    return lower;
  };
  const holds = (text: CelValue | undefined, term: string): boolean => {
    if (typeof text !== 'string') return false;
    budget.spend(searchSteps(text));
    return lowerCase(text).includes(term.toLowerCase());
  };
  const says = (record: CelMap, term: string): boolean => {
    if (record.has('terms')) return holdsTerm(record, term);
    const parts = record.get('parts');
    if (!isCelList(parts)) return textsOf(record).some((text) => holds(text, term));
    let isUnread = false;
    for (const part of parts) {
      if (!isCelMap(part) || !part.has('text')) isUnread = true;
      else if (holds(part.get('text'), term)) return true;
    }
    if (isUnread) throw new TypeError('a part has no text');
    return false;
  };
  const sizeOf = (text: string): bigint => {
    budget.spend(searchSteps(text));
    return BigInt(codePoints(text));
  };
  const matchesRegex = (text: string, { compiled, weight }: Regex): boolean => {
    budget.spend(1 + text.length * weight);
    return compiled.test(text);
  };
  const matchesGlob = (text: string, glob: Glob): boolean => {
    const meter = { steps: 0 };
    const matched = matchGlob(glob, segmentsOf(text), meter);
    budget.spend(meter.steps);
    return matched;
  };
  const matches = (text: string, pattern: CelValue): boolean => matchesGlob(text, globOf(globs, pattern));

  return {
    cel: celEnv({
      funcs: [
        celMethod('glob', STRING, [STRING], BOOL, function (pattern) {
          return matches(String(this), pattern);
        }),
        celMethod('glob', STRING, [listType(STRING)], BOOL, function (patterns) {
          for (const pattern of patterns) if (matches(String(this), pattern)) return true;
          return false;
        }),
        celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
          return matchesRegex(String(this), regexOf(regexes, pattern));
        }),
        celMethod('adds', RECORD, [STRING], BOOL, function (term) {
          return holdsTerm(this, term);
        }),
        celMethod('claim', RECORD, [STRING], listType(STRING), function (name) {
          return claimOf(this, name);
        }),
        celMethod('says', RECORD, [STRING], BOOL, function (term) {
          return says(this, term);
        }),
        celMethod('contains', STRING, [STRING], BOOL, function (part) {
          budget.spend(searchSteps(String(this)));
          return this.includes(part);
        }),
        celMethod('size', STRING, [], INT, function () {
          return sizeOf(String(this));
        }),
        celFunc('size', [STRING], INT, (text) => sizeOf(text)),
      ],
    }),
    text: { spend: (steps) => budget.spend(steps), matches: matchesGlob },
    begin(next) {
      budget = next;
      folded = new Map();
      lowered = new Map();
    },
  };
}

function claimOf(subject: CelMap, name: string): CelList {
  const claims = subject.get('claims');
  const values = isCelMap(claims) ? claims.get(name) : undefined;
  if (!isCelList(values)) throw new TypeError('nobody vouches for the claims of the subject');
  return values;
}

function textsOf(record: CelMap): readonly (CelValue | undefined)[] {
  const known = ['text', 'arguments'].filter((name) => record.has(name));
  if (known.length === 0) throw new TypeError('the record has no text');
  return known.map((name) => record.get(name));
}

/** A search by the machine's own instructions takes far less than a step a character. */
function searchSteps(text: string): number {
  return 1 + Math.ceil(text.length / 64);
}

function codePoints(text: string): number {
  let count = text.length;
  for (let index = 1; index < text.length; index++) {
    if (isSurrogate(text, index, 0xdc00) && isSurrogate(text, index - 1, 0xd800)) count--;
  }
  return count;
}

function isSurrogate(text: string, index: number, half: 0xd800 | 0xdc00): boolean {
  return (text.charCodeAt(index) & 0xfc00) === half;
}

/** RE2's algorithm, linear in the text. Expressions are literals of the policy, which were compiled at load once. */
function regexOf(regexes: Map<string, Regex>, pattern: string): Regex {
  const known = regexes.get(pattern);
  if (known !== undefined) return known;
  const made = { compiled: RE2JS.compile(pattern), weight: regexWeight(pattern) };
  regexes.set(pattern, made);
  return made;
}

interface Regex {
  readonly compiled: RE2JS;
  /** Steps that a character of the text takes. */
  readonly weight: number;
}

/** Patterns are literals of the policy, so that there are no more of them than it holds. */
function globOf(globs: Map<string, Glob>, pattern: CelValue): Glob {
  if (typeof pattern !== 'string') throw new TypeError('a pattern is not a text');
  const known = globs.get(pattern);
  if (known !== undefined) return known;
  const parsed = parseGlob(pattern);
  if (!isGlob(parsed)) throw new TypeError(parsed.message);
  globs.set(pattern, parsed);
  return parsed;
}

function holdsTerm(record: CelMap, term: string): boolean {
  const terms = record.get('terms');
  if (!isCelList(terms)) throw new TypeError('the record has no terms');
  for (const each of terms) if (each === term.toLowerCase()) return true;
  return false;
}
