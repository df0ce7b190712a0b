import type { Action, Operation, TunnelAction } from '../protocol/operation.ts';
import type {
  CredentialScope,
  MaskObligation,
  Obligations,
  Requirement,
  RuleRef,
  Verdict,
} from '../protocol/verdict.ts';
import { isListedAddress, looksLikeAddress } from './address.ts';
import {
  type AskedRule,
  askRules,
  type CompiledRule,
  leaveRules,
  type Outcome,
  type RuleFault,
  type Ruleset,
} from './ask-rules.ts';
import { narrowest } from './credential-scope.ts';
import type { Effect, Mode, Policy, Rule } from './document.ts';
import { foldSegments } from './fold.ts';
import { type Glob, matchGlob } from './glob.ts';
import { approvalOf } from './membership.ts';
import { messageFor } from './message.ts';

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

/**
 * Judges one operation: deny beats approval beats allow, and where no rule bites, the default. Rules that mask and
 * scope decide nothing of that; they say what is done with what goes through.
 */
export function evaluateRules(ruleset: Ruleset, operation: Operation): Decision {
  return decide(ruleset, operation, askRules);
}

/** What is decided when there was no time to ask: each rule counts as one that cannot be evaluated. */
export function presumeRules(ruleset: Ruleset, operation: Operation): Decision {
  return decide(ruleset, operation, leaveRules);
}

function decide(ruleset: Ruleset, operation: Operation, ask: typeof askRules): Decision {
  const { capture } = ruleset.policy;
  const refusal =
    refuseUnlistedAddress(ruleset.policy, operation) ?? refuseExcludedContent(ruleset, operation);
  if (refusal !== null) {
    return {
      verdict: refusal,
      obligations: { mask: { kind: 'nothing' }, capture, scope: null },
      matched: [],
    };
  }
  const matched = matchedAmong(ask(ruleset, operation), operation.action);
  const biting = matched.filter(({ match }) => match.mode === 'enforce');
  return Object.freeze({
    verdict: verdictOf(ruleset, biting),
    obligations: Object.freeze({ mask: maskOf(biting), capture, scope: scopeOf(biting) }),
    matched: matched.map(({ match }) => match),
  });
}

interface MatchedRule {
  readonly rule: Rule;
  readonly match: Match;
}

function matchedAmong(asked: readonly AskedRule[], action: Action): readonly MatchedRule[] {
  const matched: MatchedRule[] = [];
  // A loop, since nearly all of many rules are left out of it.
  for (const { compiled, outcome } of asked) {
    if (counts(compiled.rule.effect, outcome)) matched.push(matchedRule(compiled, outcome, action));
  }
  return matched;
}

/** A rule that cannot be evaluated refuses, holds and masks, and allows nothing. */
function counts(effect: Effect, outcome: Outcome): boolean {
  return typeof outcome === 'boolean' ? outcome : effect !== 'allow';
}

function matchedRule({ rule, ref }: CompiledRule, outcome: Outcome, action: Action): MatchedRule {
  const { effect, mode } = rule;
  const message = messageFor(rule.message, action);
  const fault = typeof outcome === 'boolean' ? null : outcome;
  return { rule, match: Object.freeze({ rule: ref, effect, mode, message, fault }) };
}

function verdictOf({ policy, defaultRule }: Ruleset, biting: readonly MatchedRule[]): Verdict {
  const denying = biting.find(({ rule }) => rule.effect === 'deny') ?? biting.find(isLostScope);
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

/** A credential that cannot be narrowed as a rule may ask is none to go out with. */
function isLostScope({ rule, match }: MatchedRule): boolean {
  return rule.effect === 'scope' && match.fault !== null;
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

function scopeOf(biting: readonly MatchedRule[]): CredentialScope | null {
  return narrowest(biting.flatMap(({ rule }) => (rule.effect === 'scope' ? [rule.scope] : [])));
}

function requirementOf({ rule, match }: MatchedRule, policy: Policy): readonly Requirement[] {
  if (rule.effect !== 'require_approval') return [];
  const { holdMs, validForMs } = rule;
  const { approvers, quorum } = approvalOf(rule.approvers, policy.groups);
  return [{ rule: match.rule, message: reasonOf(match), approvers, quorum, holdMs, validForMs }];
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
    case 'deadline':
      return `${message} (there was no time to evaluate its condition)`;
  }
}

/** An address proves nothing about who answers, so that none is reached unless the policy lists it. */
function refuseUnlistedAddress(policy: Policy, { action }: Operation): Verdict | null {
  if (action.kind !== 'tunnel' || !isAddress(action)) return null;
  if (isListedAddress(action.host, policy.tunnels.ipLiterals)) return null;
  const reason = 'the host is an IP address that tunnels.ip_literals does not list';
  return { kind: 'deny', rule: null, reason };
}

/** What stays away from models does so whatever the rules say. */
function refuseExcludedContent({ excluded }: Ruleset, { action }: Operation): Verdict | null {
  if (excluded.length === 0 || !('parts' in action)) return null;
  const part = action.parts.find(({ path }) => path !== null && isMatching(path, excluded));
  if (part === undefined) return null;
  const reason = 'the policy keeps the content of a file in this prompt away from models';
  return { kind: 'deny', rule: null, reason };
}

function isMatching(path: string, globs: readonly Glob[]): boolean {
  const segments = foldSegments(path);
  return globs.some((glob) => matchGlob(glob, segments, { steps: 0 }));
}

function isAddress({ ipLiteral, host }: TunnelAction): boolean {
  return ipLiteral || looksLikeAddress(host);
}
