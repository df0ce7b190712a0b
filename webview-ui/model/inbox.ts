import type { Approval, ApprovalState } from '../../protocol/approval.ts';

/** Approvals by id. */
export type Inbox = ReadonlyMap<string, Approval>;

export const EMPTY_INBOX: Inbox = new Map();

/** Decided approvals that are kept; those that wait are all kept. */
export const MAX_DECIDED = 1000;

/** Takes in what was heard, in any order and any number of times: no approval goes back in its life. */
export function withApprovals(inbox: Inbox, heard: readonly Approval[]): Inbox {
  const merged = new Map(inbox);
  for (const approval of heard) {
    const known = merged.get(approval.id);
    if (known === undefined || isLater(approval, known)) merged.set(approval.id, approval);
  }
  for (const { id } of decidedIn(merged).slice(MAX_DECIDED)) merged.delete(id);
  return merged;
}

/** Those that wait, the one that has waited longest first. */
export function pendingIn(inbox: Inbox): readonly Approval[] {
  return [...inbox.values()].filter(({ state }) => state.kind === 'pending').sort(byAskedAt);
}

/** All others, the newest first. */
export function decidedIn(inbox: Inbox): readonly Approval[] {
  return [...inbox.values()]
    .filter(({ state }) => state.kind !== 'pending')
    .sort(byAskedAt)
    .reverse();
}

/** How far an approval has come in its life (protocol, `ApprovalState`). */
const AGE: Readonly<Record<ApprovalState['kind'], number>> = {
  pending: 0,
  granted: 1,
  claimed: 2,
  spent: 3,
  denied: 3,
  expired: 3,
  cancelled: 3,
};

function isLater(one: Approval, other: Approval): boolean {
  const older = AGE[one.state.kind] - AGE[other.state.kind];
  return older === 0 ? one.votes.length >= other.votes.length : older > 0;
}

function byAskedAt(one: Approval, other: Approval): number {
  if (one.askedAt !== other.askedAt) return one.askedAt < other.askedAt ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
