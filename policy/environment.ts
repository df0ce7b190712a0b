import {
  type CelEnv,
  type CelMap,
  CelScalar,
  type CelValue,
  celEnv,
  celMethod,
  isCelError,
  isCelList,
  listType,
  mapType,
} from '@bufbuild/cel';
import { type Budget, createBudget } from './budget.ts';
import { foldSegments } from './fold.ts';
import { type Glob, isGlob, matchGlob, parseGlob } from './glob.ts';

const { BOOL, STRING, DYN } = CelScalar;
const RECORD = mapType(STRING, DYN);

/** Folded names kept within one operation; a push names the same paths once for each rule. */
const MAX_FOLDED = 10_000;

/** The functions of the language, and what one operation has used of them. */
export interface Environment {
  readonly cel: CelEnv;
  /** Begins an operation, which may spend this much. */
  begin(budget: Budget): void;
}

export function createEnvironment(): Environment {
  // Owned by this environment; evaluations are synchronous, so no two operations meet here.
  let budget = createBudget(0);
  let folded = new Map<string, readonly string[]>();
  const globs = new Map<string, Glob>();

  const segmentsOf = (text: string): readonly string[] => {
    const known = folded.get(text);
    if (known !== undefined) return known;
    budget.spend(text.length);
    const segments = foldSegments(text);
    if (folded.size < MAX_FOLDED) folded.set(text, segments);
    return segments;
  };
  const matches = (text: string, pattern: CelValue): boolean => {
    const meter = { steps: 0 };
    const matched = matchGlob(globOf(globs, pattern), segmentsOf(text), meter);
    budget.spend(meter.steps);
    return matched;
  };

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
          budget.spend(REGEX_START + this.length);
          return matchesRegex(String(this), pattern);
        }),
        celMethod('adds', RECORD, [STRING], BOOL, function (term) {
          return holdsTerm(this, term);
        }),
        celMethod('says', RECORD, [STRING], BOOL, function (term) {
          return holdsTerm(this, term);
        }),
      ],
    }),
    begin(next) {
      budget = next;
      folded = new Map();
    },
  };
}

/** What compiling an expression costs, which the engine does each time. */
const REGEX_START = 50;
const standardMatches = celEnv().funcs.find('matches');

/** The engine's own, which is RE2's algorithm and linear in the text. */
function matchesRegex(text: string, pattern: string): boolean {
  const result = standardMatches?.call(0, text, [pattern]);
  if (isCelError(result)) throw result;
  if (typeof result !== 'boolean') throw new TypeError('matches() gave no bool');
  return result;
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
