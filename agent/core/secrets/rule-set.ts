import { AsciiUnits } from './ascii-units.ts';
import { type CompiledRule, compileRule, type GeneralRule } from './compiled-rule.ts';
import { buildKeywords, type KeywordAutomaton } from './keywords.ts';
import type { LateStart } from './late-start.ts';

/** A keyword of a rule: where the automaton finds `text`, the rule is tried. */
export interface Trigger {
  readonly compiled: CompiledRule;
  /** Compared with its case when the rule is not caseless; null when it need not be. */
  readonly exact: string | null;
  readonly length: number;
}

export interface RuleSet {
  readonly automaton: KeywordAutomaton;
  /** What the automaton reads a text from. */
  readonly units: AsciiUnits;
  readonly triggers: readonly Trigger[];
  /** What has to be held at the end of the text for secrets that begin before their keyword. */
  readonly holds: readonly LateStart[];
}

/** Throws PatternError. */
export function compileRules(rules: readonly GeneralRule[]): RuleSet {
  const compiled = rules.map(compileRule);
  const triggers = compiled.flatMap((each) => each.rule.keywords.map((keyword) => triggerOf(each, keyword)));
  const keywords = compiled.flatMap(({ rule, hold }) =>
    rule.keywords.map((text) => ({ text, held: hold.kind === 'keyword' })),
  );
  const holds = compiled.flatMap(({ hold }) => (hold.kind === 'run' ? [hold.start] : []));
  return { automaton: buildKeywords(keywords), units: new AsciiUnits(), triggers, holds };
}

function triggerOf(compiled: CompiledRule, keyword: string): Trigger {
  const exact = compiled.rule.caseless === true ? null : keyword;
  return { compiled, exact, length: keyword.length };
}
