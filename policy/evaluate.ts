import { type CelResult, isCelError } from '@bufbuild/cel';
import type { Action, ActionKind, Operation, TunnelAction } from '../protocol/operation.ts';
import type { MaskObligation, Obligations, Requirement, RuleRef, Verdict } from '../protocol/verdict.ts';
import { isListedAddress, looksLikeAddress } from './address.ts';
import { type Bindings, bindingsOf } from './bindings.ts';
import { type Budget, createBudget } from './budget.ts';
import { type ListSizes, stepsOf } from './cost.ts';
import type { Effect, Mode, Policy, Rule } from './document.ts';
import type { Environment } from './environment.ts';
import { POLICY_LIMITS } from './limits.ts';
import { approversOf } from './membership.ts';
import { messageFor } from './message.ts';
import type { Expr } from './syntax.ts';

/** The verdict on an operation, and every rule that had a say in it or would have had. */
export interface Decision {
  readonly verdict: Verdict;
  /** What is to be done with the exchange if it goes through. */
  readonly obligations: Obligations;
  /** In the order of the document, rules that only warn or observe among them. */
  readonly matched: readonly Match[];
}

export interface Match {
  readonly rule: RuleRef;
  readonly effect: Effect;
  readonly mode: Mode;
  readonly message: string;
  /** Why the rule could not be evaluated, and so counts as matched; null when its condition holds. */
  readonly fault: RuleFault | null;
}

/** `error`: the condition failed on this operation. `cost`: the operation is too large to judge. */
export type RuleFault = 'error' | 'cost';

/** A rule ready to be asked. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly ref: RuleRef;
  readonly kinds: ReadonlySet<ActionKind>;
  readonly root: Expr;
  readonly condition: (bindings: Bindings) => CelResult;
}

/** What all evaluations under one policy share. */
export interface Ruleset {
  readonly policy: Policy;
  readonly rules: readonly CompiledRule[];
  readonly environment: Environment;
  /** What an allowing default names as its rule. */
  readonly defaultRule: RuleRef;
}

/**
 * Judges one operation: deny beats approval beats allow, and where no rule bites, the default. A mask rule decides
 * nothing of that; it says what is done with what goes through.
 */
export function evaluateRules(ruleset: Ruleset, operation: Operation): Decision {
  const { capture } = ruleset.policy;
  const refusal = refuseUnlistedAddress(ruleset.policy, operation);
  if (refusal !== null) {
    return { verdict: refusal, obligations: { mask: { kind: 'nothing' }, capture }, matched: [] };
  }
  const matched = matchRules(ruleset, operation);
  const biting = matched.filter(({ match }) => match.mode === 'enforce');
  return Object.freeze({
    verdict: verdictOf(ruleset, biting),
    obligations: Object.freeze({ mask: maskOf(biting), capture }),
    matched: matched.map(({ match }) => match),
  });
}

interface MatchedRule {
  readonly rule: Rule;
  readonly match: Match;
}

function matchRules({ policy, rules, environment }: Ruleset, operation: Operation): readonly MatchedRule[] {
  const asked = rules.filter(({ kinds }) => kinds.has(operation.action.kind));
  const bindings = bindingsOf(operation, policy.groups);
  const sizes = sizesOf(operation);
  const budget = createBudget(POLICY_LIMITS.maxEvaluationSteps);
  environment.begin(budget);
  return asked.flatMap((compiled) => {
    const outcome = askRule(compiled, { bindings, sizes, budget });
    return counts(compiled.rule.effect, outcome) ? [matchedRule(compiled, outcome, operation.action)] : [];
  });
}

type Outcome = boolean | RuleFault;

/** A rule that cannot be evaluated refuses, holds and masks, and allows nothing. */
function counts(effect: Effect, outcome: Outcome): boolean {
  return typeof outcome === 'boolean' ? outcome : effect !== 'allow';
}

interface Asking {
  readonly bindings: Bindings;
  readonly sizes: ListSizes;
  readonly budget: Budget;
}

function askRule({ root, condition }: CompiledRule, { bindings, sizes, budget }: Asking): Outcome {
  try {
    budget.spend(stepsOf(root, sizes));
  } catch {
    return 'cost';
  }
  const result = condition(bindings);
  if (typeof result === 'boolean') return result;
  return isCelError(result) && budget.isSpent() ? 'cost' : 'error';
}

function matchedRule({ rule, ref }: CompiledRule, outcome: Outcome, action: Action): MatchedRule {
  const { effect, mode } = rule;
  const message = messageFor(rule.message, action);
  const fault = typeof outcome === 'boolean' ? null : outcome;
  return { rule, match: Object.freeze({ rule: ref, effect, mode, message, fault }) };
}

function verdictOf({ policy, defaultRule }: Ruleset, biting: readonly MatchedRule[]): Verdict {
  const denying = biting.find(({ rule }) => rule.effect === 'deny');
  if (denying !== undefined)
    return { kind: 'deny', rule: denying.match.rule, reason: reasonOf(denying.match) };
  const requirements = biting.flatMap((each) => requirementOf(each, policy));
  if (requirements.length > 0)
    return { kind: 'require_approval', requirements: requirements.toSorted(byRuleId) };
  const allowing = biting.find(({ rule }) => rule.effect === 'allow');
  if (allowing !== undefined) return { kind: 'allow', rule: allowing.match.rule };
  if (policy.default === 'allow') return { kind: 'allow', rule: defaultRule };
  return { kind: 'deny', rule: null, reason: 'no rule allows this' };
}

/** Everything that any of the rules wants masked; a rule that could not be evaluated wants all of it. */
function maskOf(biting: readonly MatchedRule[]): MaskObligation {
  const detectors = new Set<string>();
  for (const { rule, match } of biting) {
    if (rule.effect !== 'mask') continue;
    if (rule.detectors === null || match.fault !== null) return { kind: 'everything' };
    for (const id of rule.detectors) detectors.add(id);
  }
  return detectors.size === 0
    ? { kind: 'nothing' }
    : { kind: 'detectors', detectors: [...detectors].toSorted() };
}

function requirementOf({ rule, match }: MatchedRule, policy: Policy): readonly Requirement[] {
  if (rule.effect !== 'require_approval') return [];
  const { holdMs, validForMs } = rule;
  const approvers = approversOf(rule.approvers, policy.groups);
  return [{ rule: match.rule, message: reasonOf(match), approvers, holdMs, validForMs }];
}

function byRuleId(a: Requirement, b: Requirement): number {
  return a.rule.id < b.rule.id ? -1 : 1;
}

function reasonOf({ message, fault }: Match): string {
  switch (fault) {
    case null:
      return message;
    case 'error':
      return `${message} (its condition could not be evaluated)`;
    case 'cost':
      return `${message} (this is too large for its condition to be evaluated)`;
  }
}

/** An address proves nothing about who answers, so that none is reached unless the policy lists it. */
function refuseUnlistedAddress(policy: Policy, { action }: Operation): Verdict | null {
  if (action.kind !== 'tunnel' || !isAddress(action)) return null;
  if (isListedAddress(action.host, policy.tunnels.ipLiterals)) return null;
  const reason = 'the host is an IP address that tunnels.ip_literals does not list';
  return { kind: 'deny', rule: null, reason };
}

function isAddress({ ipLiteral, host }: TunnelAction): boolean {
  return ipLiteral || looksLikeAddress(host);
}

function sizesOf({ subject, action }: Operation): ListSizes {
  const update = action.kind === 'git.push' ? action.update : null;
  const prompt = 'parts' in action ? action : null;
  const found = 'secrets' in action ? action.secrets : [];
  return {
    changes: update?.changes.length ?? 0,
    commits: update?.commits.length ?? 0,
    groups: subject.groups.length + MAX_DEFINED_GROUPS,
    terms: POLICY_LIMITS.maxDiffTerms,
    parts: prompt?.parts.length ?? 0,
    tools: prompt?.tools.length ?? 0,
    secrets: longest([found, ...(update?.changes ?? []).map(({ secrets }) => secrets)]),
  };
}

function longest(lists: readonly (readonly unknown[])[]): number {
  return lists.reduce((most, { length }) => Math.max(most, length), 0);
}

/** As the schema bounds them. */
const MAX_DEFINED_GROUPS = 200;
