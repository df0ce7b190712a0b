import { type Approval, type ApprovalRequirement, isBehind } from '../../protocol/approval.ts';
import { isFreshLogin } from '../../protocol/fresh-login.ts';
import type { CallerView } from '../../protocol/panel-view.ts';
import { isAmong } from '../../protocol/quorum.ts';

/** What whoever looks at an approval can do about it. The collector has the last word. */
export type Decision =
  | {
      readonly kind: 'open';
      /** False once they approved it and others still have to; a denial stays possible. */
      readonly mayApprove: boolean;
      readonly approvalNeedsReason: boolean;
      /** Rules that they would meet alone, as an emergency. */
      readonly alone: readonly string[];
      /** How old their login may be at most, where it is older, or nobody knows; null: it is good, or nobody asks. */
      readonly wantsLoginOfMs: number | null;
    }
  | { readonly kind: 'own-request' }
  | { readonly kind: 'no-reviewer' }
  | { readonly kind: 'no-approver'; readonly approvers: readonly string[] }
  | { readonly kind: 'over' };

export function decisionOf(approval: Approval, me: CallerView, nowMs: number): Decision {
  const { binding, requirements, state, votes } = approval;
  if (state.kind !== 'pending') return { kind: 'over' };
  if (isBehind(binding, me.subject)) return { kind: 'own-request' };
  if (!me.roles.includes('reviewer')) return { kind: 'no-reviewer' };
  const regular = requirements.filter(({ approvers }) => isAmong(me, approvers));
  const alone = requirements.filter((each) => !regular.includes(each) && isAmong(me, each.quorum.breakGlass));
  if (regular.length + alone.length === 0)
    return { kind: 'no-approver', approvers: allApprovers(requirements) };
  return {
    kind: 'open',
    mayApprove: !votes.some(({ by }) => by === me.subject),
    approvalNeedsReason: alone.length > 0 || regular.some(({ quorum }) => quorum.reasonRequired),
    alone: alone.map(({ rule }) => rule.id),
    wantsLoginOfMs: wantedLogin([...regular, ...alone], me, nowMs),
  };
}

function wantedLogin(
  requirements: readonly ApprovalRequirement[],
  { loggedInAt }: CallerView,
  nowMs: number,
): number | null {
  const ages = requirements.flatMap(({ quorum }) => quorum.freshLoginMs ?? []);
  const strictest = Math.min(...ages);
  const at = loggedInAt === null ? null : Date.parse(loggedInAt);
  return ages.length === 0 || isFreshLogin(at, nowMs, strictest) ? null : strictest;
}

function allApprovers(requirements: readonly ApprovalRequirement[]): readonly string[] {
  return [...new Set(requirements.flatMap(({ approvers }) => approvers))];
}
