import type { ApprovalRequirement, ApprovalState } from '../../protocol/approval.ts';
import type { SpendRequest } from '../../protocol/approvals-api.ts';
import type { ApiErrorCode } from '../../protocol/collector-api.ts';
import { ageWords } from '../../protocol/quorum.ts';
import { counts, isStale, lacksReason, metBy } from './quorum.ts';

/** One reviewer's word, with the groups the reviewer was in when it was given. Times are milliseconds. */
export interface CastVote {
  readonly by: string;
  readonly groups: readonly string[];
  readonly verdict: 'approve' | 'deny';
  readonly reason: string;
  readonly at: number;
  /** When the reviewer logged in, as far as anybody says; null: nobody does. */
  readonly loggedInAt: number | null;
}

/** All that a change depends on. */
export interface Standing {
  readonly state: ApprovalState;
  /** When a pending approval is given up and a grant lapses; null in every other state. */
  readonly dueAt: number | null;
  readonly requirements: readonly ApprovalRequirement[];
  readonly votes: readonly CastVote[];
}

export type Change =
  | { readonly kind: 'vote'; readonly vote: CastVote }
  | { readonly kind: 'claim'; readonly exchange: string }
  | ({ readonly kind: 'spend' } & SpendRequest)
  | { readonly kind: 'cancel' }
  | { readonly kind: 'expire' };

export type Step =
  | { readonly kind: 'moved'; readonly state: ApprovalState; readonly dueAt: number | null }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly code: ApiErrorCode; readonly message: string };

/**
 * The life of an approval: pending → granted → claimed → spent, or an end before. Nothing leads back: what was
 * claimed is never granted again. An approval is due at `dueAt` itself, not a moment later.
 */
export function next(standing: Standing, change: Change, now: number): Step {
  const isDue = standing.dueAt !== null && standing.dueAt <= now;
  if (change.kind === 'expire') return isDue ? ended({ kind: 'expired' }) : { kind: 'unchanged' };
  if (isDue) return nextOf({ ...standing, state: { kind: 'expired' }, dueAt: null }, change);
  return nextOf(standing, change);
}

function nextOf(standing: Standing, change: Exclude<Change, { readonly kind: 'expire' }>): Step {
  switch (change.kind) {
    case 'vote':
      return afterVote(standing, change.vote);
    case 'claim':
      return afterClaim(standing.state, change.exchange);
    case 'spend':
      return afterSpend(standing.state, change.exchange);
    case 'cancel':
      return afterCancel(standing.state);
  }
}

function afterVote(standing: Standing, vote: CastVote): Step {
  const { state, requirements, votes } = standing;
  if (state.kind === 'expired') return refused('expired', 'the approval expired before it was decided');
  if (state.kind !== 'pending')
    return refused('not-pending', `the approval is ${state.kind}, expected pending`);
  const concerned = requirements.filter((requirement) => counts(vote, requirement));
  if (concerned.length === 0) {
    const groups = requirements.flatMap(({ approvers }) => approvers).join(', ');
    return refused('forbidden', `${vote.by} is in none of the groups that may decide this: ${groups}`);
  }
  if (vote.verdict === 'deny') return ended({ kind: 'denied', by: vote.by, reason: vote.reason });
  const silent = concerned.find((requirement) => lacksReason(vote, requirement));
  if (silent !== undefined)
    return refused('invalid', `rule ${silent.rule.id} wants a reason with an approval`);
  const demanding = concerned.find((requirement) => isStale(vote, requirement));
  if (demanding !== undefined) return staleLogin(vote, demanding);
  if (votes.some((earlier) => earlier.by === vote.by)) return { kind: 'unchanged' };
  const cast = [...votes, vote];
  const isMet = requirements.every((requirement) => metBy(cast, requirement) !== null);
  if (!isMet) return { kind: 'moved', state, dueAt: standing.dueAt };
  const validUntil = vote.at + Math.min(...requirements.map(({ validForMs }) => validForMs));
  return {
    kind: 'moved',
    state: { kind: 'granted', validUntil: new Date(validUntil).toISOString() },
    dueAt: validUntil,
  };
}

function staleLogin({ by, loggedInAt }: CastVote, { rule, quorum }: ApprovalRequirement): Step {
  const seen =
    loggedInAt === null ? 'nothing says when' : `that was at ${new Date(loggedInAt).toISOString()}`;
  const wanted = ageWords(quorum.freshLoginMs ?? 0);
  return refused(
    'stale-login',
    `rule ${rule.id} wants ${by} to have logged in at most ${wanted} ago, and ${seen}`,
  );
}

/** A second claim is refused to the same exchange as well: an answer that was lost may have been used. */
function afterClaim(state: ApprovalState, exchange: string): Step {
  if (state.kind === 'granted') return ended({ kind: 'claimed', exchange });
  if (state.kind === 'expired') return refused('expired', 'the approval has expired');
  return refused('not-granted', `the approval is ${state.kind}, expected granted`);
}

function afterSpend(state: ApprovalState, exchange: string): Step {
  const isOwn = 'exchange' in state && state.exchange === exchange;
  if (isOwn) return state.kind === 'spent' ? { kind: 'unchanged' } : ended({ kind: 'spent', exchange });
  const seen = 'exchange' in state ? `${state.kind} by another exchange` : state.kind;
  return refused('not-claimed', `the approval is ${seen}, expected claimed by exchange ${exchange}`);
}

function afterCancel(state: ApprovalState): Step {
  if (state.kind === 'cancelled') return { kind: 'unchanged' };
  if (state.kind === 'pending' || state.kind === 'granted') return ended({ kind: 'cancelled' });
  if (state.kind === 'expired') return refused('expired', 'the approval has expired');
  return refused('not-pending', `the approval is ${state.kind}, expected pending or granted`);
}

function ended(state: ApprovalState): Step {
  return { kind: 'moved', state, dueAt: null };
}

function refused(code: ApiErrorCode, message: string): Step {
  return { kind: 'refused', code, message };
}
