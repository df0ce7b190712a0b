import {
  type CelEnv,
  type CelFunc,
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
import type { Budget } from './budget.ts';
import type { TextTools } from './fast-facts.ts';
import { MeasuredText } from './measured-text.ts';

const { BOOL, INT, STRING, DYN } = CelScalar;
const RECORD = mapType(STRING, DYN);

/** The functions of the language, and what one operation has used of them. */
export interface Environment {
  readonly cel: CelEnv;
  /** The same functions for conditions that do without the engine. */
  readonly text: TextTools;
  /** Begins an operation, which may spend this much. */
  begin(budget: Budget): void;
}

export function createEnvironment(): Environment {
  const text = new MeasuredText();
  return { cel: celEnv({ funcs: functionsOf(text) }), text, begin: (budget) => text.begin(budget) };
}

function functionsOf(text: MeasuredText): CelFunc[] {
  return [
    celMethod('glob', STRING, [STRING], BOOL, function (pattern) {
      return text.matchesPattern(String(this), pattern);
    }),
    celMethod('glob', STRING, [listType(STRING)], BOOL, function (patterns) {
      for (const pattern of patterns) if (text.matchesPattern(String(this), pattern)) return true;
      return false;
    }),
    celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
      return text.matchesRegex(String(this), pattern);
    }),
    celMethod('adds', RECORD, [STRING], BOOL, function (term) {
      return holdsTerm(this, term);
    }),
    celMethod('claim', RECORD, [STRING], listType(STRING), function (name) {
      return claimOf(this, name);
    }),
    celMethod('says', RECORD, [STRING], BOOL, function (term) {
      return says(this, term, text);
    }),
    celMethod('contains', STRING, [STRING], BOOL, function (part) {
      return text.contains(String(this), part);
    }),
    celMethod('size', STRING, [], INT, function () {
      return text.size(String(this));
    }),
    celFunc('size', [STRING], INT, (given) => text.size(given)),
  ];
}

function claimOf(subject: CelMap, name: string): CelList {
  const claims = subject.get('claims');
  const values = isCelMap(claims) ? claims.get(name) : undefined;
  if (!isCelList(values)) throw new TypeError('nobody vouches for the claims of the subject');
  return values;
}

/** Whether a record says a term in any of its texts; one of a push has its terms instead. */
function says(record: CelMap, term: string, text: MeasuredText): boolean {
  if (record.has('terms')) return holdsTerm(record, term);
  const parts = record.get('parts');
  if (!isCelList(parts)) return textsOf(record).some((each) => text.holds(each, term));
  let isUnread = false;
  for (const part of parts) {
    if (!isCelMap(part) || !part.has('text')) isUnread = true;
    else if (text.holds(part.get('text'), term)) return true;
  }
  if (isUnread) throw new TypeError('a part has no text');
  return false;
}

function textsOf(record: CelMap): readonly (CelValue | undefined)[] {
  const known = ['text', 'arguments'].filter((name) => record.has(name));
  if (known.length === 0) throw new TypeError('the record has no text');
  return known.map((name) => record.get(name));
}

function holdsTerm(record: CelMap, term: string): boolean {
  const terms = record.get('terms');
  if (!isCelList(terms)) throw new TypeError('the record has no terms');
  for (const each of terms) if (each === term.toLowerCase()) return true;
  return false;
}
