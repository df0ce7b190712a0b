import type { ApprovalRequirement, ApproverLogin, MetRule } from '../../protocol/approval.ts';
import { isFreshLogin } from '../../protocol/fresh-login.ts';
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

/** Whether an approval comes from somebody who logged in too long ago for this rule. A denial never does. */
export function isStale({ verdict, at, loggedInAt }: CastVote, { quorum }: ApprovalRequirement): boolean {
  const { freshLoginMs } = quorum;
  if (verdict === 'deny' || freshLoginMs === undefined) return false;
  return !isFreshLogin(loggedInAt, at, freshLoginMs);
}

/**
 * How the votes give this rule what it asks, or null while they do not: by as many different approvers as it
 * wants, one of each of its sets among them, or by one person who may break the glass and says why.
 */
export function metBy(votes: readonly CastVote[], requirement: ApprovalRequirement): MetRule | null {
  const { rule, approvers, quorum } = requirement;
  const isGood = (vote: CastVote): boolean => !lacksReason(vote, requirement) && !isStale(vote, requirement);
  const approving = votes.filter((vote) => vote.verdict === 'approve' && isGood(vote));
  const counted = approving.filter((vote) => isFrom(vote, approvers));
  const people = peopleOf(counted);
  const isRepresented = quorum.sets.every((set) => counted.some((vote) => isFrom(vote, set)));
  if (people.length >= Math.max(1, quorum.count) && isRepresented) {
    return { rule, how: 'quorum', by: people, ...loginsOf(counted, requirement) };
  }
  const alone = approving.filter((vote) => vote.reason.trim() !== '' && isFrom(vote, quorum.breakGlass));
  return alone.length === 0
    ? null
    : { rule, how: 'break-glass', by: peopleOf(alone), ...loginsOf(alone, requirement) };
}

/** For the agent, which looks at them again; nothing where the rule does not ask. */
function loginsOf(votes: readonly CastVote[], { quorum }: ApprovalRequirement): Pick<MetRule, 'logins'> {
  if (quorum.freshLoginMs === undefined) return {};
  const logins = votes.flatMap(({ by, at, loggedInAt }): readonly ApproverLogin[] =>
    loggedInAt === null ? [] : [{ by, loggedInAt: instant(loggedInAt), approvedAt: instant(at) }],
  );
  return { logins };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function isFrom({ by, groups }: CastVote, names: readonly string[]): boolean {
  return isAmong({ subject: by, groups }, names);
}

function peopleOf(votes: readonly CastVote[]): readonly string[] {
  return [...new Set(votes.map(({ by }) => by))].toSorted();
}
