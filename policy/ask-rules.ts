import { type CelResult, isCelError } from '@bufbuild/cel';
import type { ActionKind, Operation } from '../protocol/operation.ts';
import type { RuleRef } from '../protocol/verdict.ts';
import { type Bindings, bindingsOf, isOfAnyRepository, updateIn } from './bindings.ts';
import { type Budget, createBudget } from './budget.ts';
import { type ListSizes, stepsOf } from './cost.ts';
import type { Policy, Rule } from './document.ts';
import type { Environment } from './environment.ts';
import { factsOf } from './facts.ts';
import type { FastCondition } from './fast-condition.ts';
import type { Facts } from './fast-facts.ts';
import type { Glob } from './glob.ts';
import { POLICY_LIMITS } from './limits.ts';
import { secretsIn } from './message.ts';
import type { Expr } from './syntax.ts';

/**
 * `error`: the condition failed on this operation. `cost`: the operation is too large to judge. `deadline`: there was
 * no time for it.
 */
export type RuleFault = 'error' | 'cost' | 'deadline';

/** A rule ready to be asked. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly ref: RuleRef;
  readonly kinds: ReadonlySet<ActionKind>;
  readonly root: Expr;
  readonly condition: (bindings: Bindings) => CelResult;
  /** The same without the engine, where that is possible. */
  readonly fast: FastCondition | null;
}

/** What all evaluations under one policy share. */
export interface Ruleset {
  readonly policy: Policy;
  readonly rules: readonly CompiledRule[];
  /** Those that are about each kind of operation, in the same order. */
  readonly byKind: ReadonlyMap<ActionKind, readonly CompiledRule[]>;
  readonly environment: Environment;
  /** Of paths whose content is put before no model. */
  readonly excluded: readonly Glob[];
  /** What an allowing default names as its rule. */
  readonly defaultRule: RuleRef;
}

/** Whether a rule's condition holds, or why that could not be told. */
export type Outcome = boolean | RuleFault;

export interface AskedRule {
  readonly compiled: CompiledRule;
  readonly outcome: Outcome;
}

/** Asks every rule that is about this kind of operation, in the order of the document. */
export function askRules(ruleset: Ruleset, operation: Operation): readonly AskedRule[] {
  const { policy, byKind, environment } = ruleset;
  const budget = createBudget(POLICY_LIMITS.maxEvaluationSteps);
  environment.begin(budget);
  const bindings = bindingsOf(operation, policy.groups, policy.claims);
  const facts = factsOf(operation, bindings, environment.text);
  let known: ListSizes | null = null;
  const sizes = (): ListSizes => {
    known ??= sizesOf(operation);
    return known;
  };
  // The engine knows how what is absent goes through && and ||.
  const needsEngine = isOfAnyRepository(operation.action);
  const asking = { bindings, facts, budget, sizes, needsEngine };
  const asked = byKind.get(operation.action.kind) ?? [];
  return asked.map((compiled) => ({ compiled, outcome: askRule(compiled, asking) }));
}

/** What is known of the rules about this kind of operation when there was no time to ask them: nothing. */
export function leaveRules({ byKind }: Ruleset, { action }: Operation): readonly AskedRule[] {
  return (byKind.get(action.kind) ?? []).map((compiled) => ({ compiled, outcome: 'deadline' }));
}

interface Asking {
  readonly bindings: Bindings;
  readonly facts: Facts;
  /** Found out when a condition needs the engine. */
  readonly sizes: () => ListSizes;
  /** Something is absent that fast conditions take to be there. */
  readonly needsEngine: boolean;
  readonly budget: Budget;
}

function askRule(
  { root, condition, fast }: CompiledRule,
  { bindings, facts, sizes, budget, needsEngine }: Asking,
): Outcome {
  try {
    if (fast !== null && !needsEngine) {
      budget.spend(1);
      return fast(facts);
    }
    budget.spend(stepsOf(root, sizes()));
  } catch {
    return budget.isSpent() ? 'cost' : 'error';
  }
  const result = condition(bindings);
  if (typeof result === 'boolean') return result;
  return isCelError(result) && budget.isSpent() ? 'cost' : 'error';
}

function sizesOf({ subject, action }: Operation): ListSizes {
  const update = updateIn(action);
  const prompt = 'parts' in action ? action : null;
  const found = secretsIn(action);
  return {
    changes: update?.changes.length ?? 0,
    commits: update?.commits.length ?? 0,
    groups: subject.groups.length + MAX_DEFINED_GROUPS,
    terms: POLICY_LIMITS.maxDiffTerms,
    parts: prompt?.parts.length ?? 0,
    tools: prompt?.tools.length ?? 0,
    secrets: longest([
      found,
      ...[...(update?.changes ?? []), ...(update?.commits ?? [])].map(({ secrets }) => secrets),
    ]),
  };
}

function longest(lists: readonly (readonly unknown[])[]): number {
  return lists.reduce((most, { length }) => Math.max(most, length), 0);
}

/** As the schema bounds them. */
const MAX_DEFINED_GROUPS = 200;
