import type { ActionKind } from '../protocol/operation.ts';
import { expandKind } from './action-kind.ts';
import type { HostKind, Policy, Rule } from './document.ts';
import type { ParsedPolicy } from './parse.ts';
import type { Position } from './policy-error.ts';

/** What a policy may well say, and hardly anybody means. */
export interface PolicyWarning extends Position {
  readonly rule: string;
  readonly message: string;
}

/** Rules that can never decide anything, in the order of the document. */
export function warningsOf({ policy, source }: ParsedPolicy): readonly PolicyWarning[] {
  return policy.rules.flatMap((rule, index) => {
    const message = uselessness(rule, policy);
    if (message === null) return [];
    return [{ rule: rule.id, message, ...source.valueAt(['rules', index]) }];
  });
}

function uselessness(rule: Rule, policy: Policy): string | null {
  if (conditionOf(rule) === 'false') return 'its condition is never true';
  const kinds = kindsOf(rule);
  if (kinds.every((kind) => !isSpoken(kind, policy)))
    return 'no governed host is of the kind that it is about';
  const over = policy.rules.find((other) => shadows(other, rule, policy.rules));
  if (over === undefined) return null;
  const why = over.effect === rule.effect ? 'says the same already' : `is stronger wherever this one matches`;
  return `it decides nothing: rule ${over.id} ${why}`;
}

const STRENGTH: Readonly<Record<Rule['effect'], number>> = {
  deny: 3,
  require_approval: 2,
  allow: 1,
  mask: 0,
  scope: 0,
};

/** Whether `over` matches wherever `rule` does, and leaves it nothing to decide. */
function shadows(over: Rule, rule: Rule, all: readonly Rule[]): boolean {
  if (over === rule || over.mode !== 'enforce' || rule.mode !== 'enforce') return false;
  if (STRENGTH[rule.effect] === 0 || STRENGTH[over.effect] < STRENGTH[rule.effect]) return false;
  const same = over.effect === rule.effect;
  // Each of several approvals is asked for, and of two denials the second is only never told.
  if (same && (rule.effect === 'require_approval' || all.indexOf(over) > all.indexOf(rule))) return false;
  const covered = kindsOf(rule).every((kind) => kindsOf(over).includes(kind));
  return covered && (conditionOf(over) === 'true' || conditionOf(over) === conditionOf(rule));
}

function conditionOf({ when }: Rule): string {
  return when.replaceAll(/\s+/gu, ' ');
}

function kindsOf({ on }: Rule): readonly ActionKind[] {
  return on.flatMap((written) => {
    const kinds = expandKind(written);
    return 'code' in kinds ? [] : kinds;
  });
}

/** A host of Copilot serves GitHub's API and MCP as well. */
function isSpoken(kind: ActionKind, { hosts }: Policy): boolean {
  const [family = ''] = kind.split('.');
  const speakers = SPEAKERS[family];
  return speakers === undefined || hosts.some(({ kind: spoken }) => speakers.includes(spoken));
}

const SPEAKERS: Readonly<Record<string, readonly HostKind[]>> = {
  git: ['git'],
  host: ['git', 'copilot'],
  copilot: ['copilot'],
};
