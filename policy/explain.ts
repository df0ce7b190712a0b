import type { Operation } from '../protocol/operation.ts';
import type { RuleRef } from '../protocol/verdict.ts';
import { askRules, type Outcome, type Ruleset } from './ask-rules.ts';
import type { Effect, Mode } from './document.ts';
import { type Decision, evaluateRules } from './evaluate.ts';

/** A decision, and how it came about. */
export interface Explanation {
  readonly decision: Decision;
  /** Every rule of the document, in its order. */
  readonly rules: readonly RuleValue[];
}

export interface RuleValue {
  readonly rule: RuleRef;
  readonly effect: Effect;
  readonly mode: Mode;
  readonly when: string;
  /** What its condition gave; `other-kind` when the rule is not about this kind of operation. */
  readonly value: Outcome | 'other-kind';
}

/** Judges one operation and tells what every rule said. Pure: the decision is that of `evaluateRules`. */
export function explainRules(ruleset: Ruleset, operation: Operation): Explanation {
  const values = new Map(askRules(ruleset, operation).map(({ compiled, outcome }) => [compiled, outcome]));
  const rules = ruleset.rules.map((compiled) => {
    const { effect, mode, when } = compiled.rule;
    return { rule: compiled.ref, effect, mode, when, value: values.get(compiled) ?? ('other-kind' as const) };
  });
  return { decision: evaluateRules(ruleset, operation), rules };
}
