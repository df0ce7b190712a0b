import type { Approval, ApprovalVote } from '../../protocol/approval.ts';
import type { Notice } from '../notify/event-streams.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import type { CastVote } from './machine.ts';

/** An approval as the API shows it. */
export function present(row: ApprovalRow): Approval {
  const { id, digest, ask, state, votes } = row;
  return {
    id,
    digest,
    binding: ask.binding,
    requirements: ask.requirements,
    summary: ask.summary,
    state,
    votes: votes.map(voteOf),
    askedAt: instant(row.askedAt),
    expiresAt: instant(row.expiresAt),
  };
}

/** Without the groups, which are nobody's business but the rules'. */
function voteOf({ by, verdict, reason, at }: CastVote): ApprovalVote {
  return { by, verdict, reason, at: instant(at) };
}

export function noticeOf(row: ApprovalRow): Notice {
  return { id: `approval-${row.revision}`, event: { kind: 'approval', approval: present(row) } };
}

export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
