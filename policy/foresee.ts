import type { Ruleset } from './ask-rules.ts';
import { createBudget } from './budget.ts';
import type { Rule } from './document.ts';
import type { RuleValue } from './explain.ts';
import { POLICY_LIMITS } from './limits.ts';
import type { RecordedOperation } from './recorded-operation.ts';

export type ForeseenVerdict = 'allow' | 'require_approval' | 'deny' | 'cannot-tell';

/** What a policy would have made of an operation of which no more is known than a record holds. */
export interface Foreseen {
  readonly verdict: ForeseenVerdict;
  /** The rules behind it, in the order of the document; `default` where there is none. */
  readonly rules: readonly string[];
  /** Rules whose condition needs what the record does not hold. */
  readonly unknown: readonly string[];
}

interface Asked {
  readonly rule: Rule;
  /** Null when the record does not tell. */
  readonly holds: boolean | null;
}

/** A rule, and what its condition gave of what the record holds. */
export interface ForeseenRule extends Omit<RuleValue, 'value'> {
  readonly value: boolean | 'cannot-tell' | 'other-kind';
}

/** What is foreseen, and how that came about. */
export interface ForeseenExplanation {
  readonly foreseen: Foreseen;
  /** Every rule of the document, in its order. */
  readonly rules: readonly ForeseenRule[];
}

/** The same foresight as `foreseeRules`, with what every rule said. */
export function explainForeseen(ruleset: Ruleset, recorded: RecordedOperation): ForeseenExplanation {
  ruleset.environment.begin(createBudget(POLICY_LIMITS.maxEvaluationSteps));
  const rules = ruleset.rules.map(({ rule, ref, kinds, condition }): ForeseenRule => {
    const { effect, mode, when } = rule;
    const result = kinds.has(recorded.kind) ? condition(recorded.bindings) : 'other-kind';
    const value = typeof result === 'boolean' || result === 'other-kind' ? result : 'cannot-tell';
    return { rule: ref, effect, mode, when, value };
  });
  return { foreseen: foreseeRules(ruleset, recorded), rules };
}

/**
 * A condition over what is not known is neither true nor false, and CEL carries that through `&&` and `||` as the
 * error that it is. Only where every way it may turn out gives one verdict is that the verdict. Rules that mask or
 * scope, warn or observe decide nothing.
 */
export function foreseeRules(
  { policy, byKind, environment }: Ruleset,
  { kind, bindings }: RecordedOperation,
): Foreseen {
  environment.begin(createBudget(POLICY_LIMITS.maxEvaluationSteps));
  const deciding = (byKind.get(kind) ?? []).filter(({ rule }) => rule.mode === 'enforce' && decides(rule));
  const asked = deciding.map(({ rule, condition }): Asked => {
    const result = condition(bindings);
    return { rule, holds: typeof result === 'boolean' ? result : null };
  });
  const strict = verdictOf(asked, policy.default, (rule) => rule.effect !== 'allow');
  const loose = verdictOf(asked, policy.default, (rule) => rule.effect === 'allow');
  const unknown = asked.filter(({ holds }) => holds === null).map(({ rule }) => rule.id);
  if (strict.verdict !== loose.verdict) return { verdict: 'cannot-tell', rules: [], unknown };
  return { ...(loose.rules.length > 0 ? loose : strict), unknown };
}

function decides({ effect }: Rule): boolean {
  return effect === 'allow' || effect === 'deny' || effect === 'require_approval';
}

function verdictOf(
  asked: readonly Asked[],
  fallback: 'allow' | 'deny',
  unknownHolds: (rule: Rule) => boolean,
): Pick<Foreseen, 'verdict' | 'rules'> {
  const matching = asked.filter(({ rule, holds }) => holds ?? unknownHolds(rule)).map(({ rule }) => rule);
  for (const effect of ['deny', 'require_approval', 'allow'] as const) {
    const rules = matching.filter((rule) => rule.effect === effect).map(({ id }) => id);
    if (rules.length > 0) return { verdict: effect, rules };
  }
  return { verdict: fallback, rules: ['default'] };
}
