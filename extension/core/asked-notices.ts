import { type Approval, boundTo, isBehind } from '../../protocol/approval.ts';
import type { InboxAnswer } from '../../protocol/panel-view.ts';
import { printable } from '../../protocol/printable.ts';
import { isAmong } from '../../protocol/quorum.ts';
import type { Notice } from './notices.ts';

/** What of an inbox waits for its owner: what they may decide, and have not voted on. */
export function waitingFor({ me, approvals }: InboxAnswer): readonly Approval[] {
  if (!me.roles.includes('reviewer')) return [];
  return approvals.filter(
    ({ binding, requirements, state, votes }) =>
      state.kind === 'pending' &&
      !isBehind(binding, me.subject) &&
      !votes.some(({ by }) => by === me.subject) &&
      requirements.some(({ approvers }) => isAmong(me, approvers)),
  );
}

/** Says that these wait, of which there is at least one; several at once are one notice. */
export function askedNotice(approvals: readonly Approval[]): Notice {
  const [first, ...more] = approvals;
  const key = `asked ${approvals.map(({ id }) => id).join(' ')}`;
  if (first === undefined || more.length > 0) {
    return {
      kind: 'asked',
      key,
      text: `${approvals.length} requests wait for your decision.`,
      approval: null,
    };
  }
  const { where, what } = boundTo(first.binding);
  const text = `Waits for your decision: ${word(first.binding.requester)} asks for ${word(what)} of ${word(where)}.`;
  return { kind: 'asked', key, text, approval: first.id };
}

/** Others wrote these. */
function word(text: string): string {
  return printable(text).slice(0, 300);
}
