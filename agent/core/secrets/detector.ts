import type { GeneralRule } from './compiled-rule.ts';
import { compileRule } from './compiled-rule.ts';
import { DetectorError } from './detector-error.ts';
import type { Finding } from './finding.ts';
import { internalDomainRules } from './internal-domains.ts';
import { knownValueRules } from './known-values.ts';
import { PatternError } from './pattern/parse-pattern.ts';
import { type PolicyPattern, policyPatternRule } from './policy-pattern.ts';
import type { SecretRule } from './rule.ts';
import { compileRules } from './rule-set.ts';
import { Scan } from './scan.ts';

export interface DetectorOptions {
  /** The vendors' rules, and the engine's own. */
  readonly rules: readonly (SecretRule | GeneralRule)[];
  /** Values that this session uses; found as they are and in the usual encodings. 6 characters or more each. */
  readonly known: readonly string[];
  /** Whether somebody said that this value is not a secret. Pure. */
  readonly allowed: (secret: string) => boolean;
  /** `corp.example`: hosts of it and below it, with what follows them in a URL. */
  readonly internalDomains: readonly string[];
  readonly patterns: readonly PolicyPattern[];
  readonly limits: DetectorLimits;
}

export interface DetectorLimits {
  /** Characters of one text. */
  readonly maxText: number;
  readonly maxFindings: number;
}

export interface Detector {
  /**
   * Every secret in the text, in order, none overlapping another. Throws DetectorError `text-too-long`,
   * `too-many-findings` and `too-much-work`: what cannot be searched whole is not passed on.
   */
  scan(text: string): readonly Finding[];
  /** The same for text that comes in pieces. */
  begin(): Scan;
}

/** Throws DetectorError when a rule, a pattern or a known value cannot be used. */
export function createDetector(options: DetectorOptions): Detector {
  const rules = compiled(() => compileRules(rulesOf(options)));
  const rest = compiled(() => compileRule(REST));
  const { allowed, limits } = options;
  const begin = (): Scan => new Scan({ rules, rest, allowed });
  return { begin, scan: (text) => scanWhole(begin(), text, limits) };
}

function rulesOf({ rules, known, internalDomains, patterns }: DetectorOptions): readonly GeneralRule[] {
  return [
    ...knownValueRules(known),
    ...patterns.map(policyPatternRule),
    ...rules,
    ...internalDomainRules(internalDomains),
  ];
}

/** How a secret goes on that was longer than what may be held: to the end of its run. */
const REST: GeneralRule = {
  id: 'rest',
  title: 'The rest of a long secret',
  label: 'SECRET',
  keywords: ['rest'],
  pattern: '[^\\s"\'`<>]*',
  examples: [],
  counterExamples: [],
};

function compiled<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof PatternError) throw new DetectorError('bad-pattern', error.message);
    throw error;
  }
}

function scanWhole(scan: Scan, text: string, { maxText, maxFindings }: DetectorLimits): readonly Finding[] {
  if (text.length > maxText)
    throw new DetectorError(
      'text-too-long',
      `saw a text of ${text.length} characters, expected at most ${maxText}`,
    );
  scan.write(text);
  scan.end();
  const { findings } = scan.settleAll();
  if (findings.length > maxFindings)
    throw new DetectorError(
      'too-many-findings',
      `saw ${findings.length} secrets, expected at most ${maxFindings}`,
    );
  return findings;
}
