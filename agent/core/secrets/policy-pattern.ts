import type { GeneralRule } from './compiled-rule.ts';
import { DetectorError } from './detector-error.ts';

/** A kind of secret that a policy describes. */
export interface PolicyPattern {
  /** Lower-case words joined by `-`. */
  readonly id: string;
  readonly title: string;
  /** 2 to 8 of `[A-Z0-9]`. */
  readonly label: string;
  /** At least one stands in every match; ASCII, three characters or more. */
  readonly keywords: readonly string[];
  readonly caseless: boolean;
  /** What `parsePattern` reads; it is matched in linear time, whatever it is. */
  readonly pattern: string;
}

const MAX_PATTERN = 500;
const MAX_KEYWORDS = 20;
const MIN_KEYWORD = 3;

/** Throws DetectorError `bad-pattern`. */
export function policyPatternRule(pattern: PolicyPattern): GeneralRule {
  const { id, keywords } = pattern;
  if (pattern.pattern.length > MAX_PATTERN)
    throw bad(id, `has ${pattern.pattern.length} characters, expected at most ${MAX_PATTERN}`);
  if (keywords.length === 0) throw bad(id, 'has no keyword: without one it would be tried everywhere');
  if (keywords.length > MAX_KEYWORDS) throw bad(id, `has more than ${MAX_KEYWORDS} keywords`);
  if (!keywords.every(isKeyword)) throw bad(id, `has a keyword shorter than ${MIN_KEYWORD} or not in ASCII`);
  if (!/^[A-Z0-9]{2,8}$/.test(pattern.label)) throw bad(id, 'has a label that is not 2 to 8 of A-Z and 0-9');
  return { ...pattern, examples: [], counterExamples: [] };
}

function isKeyword(keyword: string): boolean {
  return keyword.length >= MIN_KEYWORD && /^[\x20-\x7e]+$/.test(keyword);
}

function bad(id: string, what: string): DetectorError {
  return new DetectorError('bad-pattern', `the pattern ${id} ${what}`);
}
