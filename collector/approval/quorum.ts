import type { ApprovalRequirement, MetRule } from '../../protocol/approval.ts';
import { isAmong } from '../../protocol/quorum.ts';
import type { CastVote } from './machine.ts';

/** Whether this vote may decide what the rule asks, as one of its approvers or in an emergency. */
export function counts(vote: CastVote, { approvers, quorum }: ApprovalRequirement): boolean {
  return isFrom(vote, approvers) || isFrom(vote, quorum.breakGlass);
}

/** Whether an approval lacks the reason without which it is none for this rule. */
export function lacksReason(vote: CastVote, { approvers, quorum }: ApprovalRequirement): boolean {
  if (vote.verdict === 'deny' || vote.reason.trim() !== '') return false;
  if (isFrom(vote, approvers)) return quorum.reasonRequired;
  return isFrom(vote, quorum.breakGlass);
}

/**
 * How the votes give this rule what it asks, or null while they do not: by as many different approvers as it
 * wants, one of each of its sets among them, or by one person who may break the glass and says why.
 */
export function metBy(votes: readonly CastVote[], requirement: ApprovalRequirement): MetRule | null {
  const { rule, approvers, quorum } = requirement;
  const approving = votes.filter((vote) => vote.verdict === 'approve' && !lacksReason(vote, requirement));
  const counted = approving.filter((vote) => isFrom(vote, approvers));
  const people = peopleOf(counted);
  const isRepresented = quorum.sets.every((set) => counted.some((vote) => isFrom(vote, set)));
  if (people.length >= Math.max(1, quorum.count) && isRepresented) return { rule, how: 'quorum', by: people };
  const alone = approving.filter((vote) => vote.reason.trim() !== '' && isFrom(vote, quorum.breakGlass));
  return alone.length === 0 ? null : { rule, how: 'break-glass', by: peopleOf(alone) };
}

function isFrom({ by, groups }: CastVote, names: readonly string[]): boolean {
  return isAmong({ subject: by, groups }, names);
}

function peopleOf(votes: readonly CastVote[]): readonly string[] {
  return [...new Set(votes.map(({ by }) => by))].toSorted();
}
