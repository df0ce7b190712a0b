import type { SecretPattern, SecretSettings } from '../../../policy/document.ts';
import { CATALOGUE } from './catalogue/catalogue.ts';
import { compileRule } from './compiled-rule.ts';
import { DetectorError } from './detector-error.ts';
import { GENERAL } from './general/general.ts';
import { internalDomainRules } from './internal-domains.ts';
import { PatternError } from './pattern/parse-pattern.ts';
import { type PolicyPattern, policyPatternRule } from './policy-pattern.ts';

/** A policy's pattern as the detector takes it. */
export function patternOf({ id, keyword, pattern }: SecretPattern): PolicyPattern {
  return { id, title: id, label: 'POLICY', keywords: [keyword], caseless: true, pattern };
}

/** Ids of all that is looked for under a policy: the built-in rules, its own patterns, its internal domains. */
export function detectorIds({ patterns, internalDomains }: SecretSettings): ReadonlySet<string> {
  return new Set(
    [...CATALOGUE, ...GENERAL, ...patterns, ...internalDomainRules(internalDomains)].map(({ id }) => id),
  );
}

/** A pattern that the detector cannot use: which of them, and why. */
export interface PatternFault {
  readonly index: number;
  readonly message: string;
}

/** The first pattern of the policy that the detector cannot use, or null when it can use them all. */
export function patternFault({ patterns }: SecretSettings): PatternFault | null {
  for (const [index, pattern] of patterns.entries()) {
    const message = faultOf(pattern);
    if (message !== null) return { index, message };
  }
  return null;
}

function faultOf(pattern: SecretPattern): string | null {
  try {
    compileRule(policyPatternRule(patternOf(pattern)));
    return null;
  } catch (cause) {
    if (cause instanceof PatternError || cause instanceof DetectorError) return cause.message;
    throw cause;
  }
}
