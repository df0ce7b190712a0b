import type { ApprovalAsk, ApprovalBinding, ApprovalSummary } from '../../protocol/approval.ts';
import type { RuleRef } from '../../protocol/verdict.ts';
import { ApiFault } from '../api-fault.ts';
import type { Caller } from '../identity/caller.ts';

/**
 * Refuses an ask in the name of somebody else, unless a gateway asks, and one that shows reviewers something other than it binds: what
 * they read is what they sign.
 */
export function checkAsk(ask: ApprovalAsk, caller: Caller): void {
  const { binding, requirements, summary } = ask;
  if (binding.requester !== caller.subject && !caller.roles.includes('gateway')) {
    throw new ApiFault('forbidden', `the token is ${caller.subject}'s, the ask is in the name of another`);
  }
  if ((binding.actsFor ?? null) !== caller.vouched.actsFor && !caller.roles.includes('gateway')) {
    throw new ApiFault('forbidden', 'the ask leaves out, or adds, somebody whom the token acts for');
  }
  for (const [field, bound, shown] of shownAndBound(binding, summary)) {
    if (bound !== shown) throw new ApiFault('invalid', `the summary has another ${field} than the binding`);
  }
  const asking = requirements.map(({ rule }) => rule);
  if (!isSorted(binding.rules) || names(asking).sort().join() !== names(binding.rules).sort().join()) {
    throw new ApiFault('invalid', 'the rules of the binding are not those of the requirements, sorted by id');
  }
}

/** Fields that have one spelling only; names are shown as people write them. */
function shownAndBound(
  binding: ApprovalBinding,
  summary: ApprovalSummary,
): readonly (readonly [string, string, string])[] {
  if (binding.action === 'git.push' && summary.kind === 'push') {
    return [
      ['oldId', binding.oldId, summary.oldId],
      ['newId', binding.newId, summary.newId],
    ];
  }
  if (binding.action !== 'git.push' && summary.kind === 'request') {
    return [
      ['host', binding.host, summary.host],
      ['request', binding.request, summary.request],
    ];
  }
  throw new ApiFault('invalid', `the summary is of a ${summary.kind}, the binding of a ${binding.action}`);
}

function isSorted(rules: readonly RuleRef[]): boolean {
  return rules.every((rule, index) => (rules[index - 1]?.id ?? '') <= rule.id);
}

function names(rules: readonly RuleRef[]): string[] {
  return rules.map(({ id, hash }) => JSON.stringify([id, hash]));
}
