import type { DatabaseSync } from 'node:sqlite';
import { placeOfReview } from '../approval-reviews.ts';
import type { NewApproval, Transition } from '../approvals.ts';
import { integer } from '../row.ts';

interface ApprovalWriter {
  add(approval: NewApproval): void;
  /** The event of the transition, the state after it and, for a vote, the vote. */
  move(id: string, transition: Transition): void;
}

export function approvalWriter(database: DatabaseSync): ApprovalWriter {
  const addEvent = database.prepare(
    'INSERT INTO approval_events (approval, change, state, by, at) VALUES (?, ?, ?, ?, ?) RETURNING id',
  );
  const add = database.prepare(
    `INSERT INTO approvals (id, digest, requester, ask, kind, state, due_at, asked_at, expires_at, revision)
     VALUES (?, ?, ?, ?, 'pending', '{"kind":"pending"}', ?, ?, ?, ?)`,
  );
  const addReview = database.prepare(
    'INSERT INTO approval_reviews (approval, target, diff, day, session, repository) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const addVote = database.prepare(
    'INSERT INTO votes (approval, voter, groups, verdict, reason, at, logged_in_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const move = database.prepare(
    'UPDATE approvals SET kind = ?, state = ?, due_at = ?, revision = ? WHERE id = ?',
  );
  return {
    add: (approval) => {
      const { id, digest, ask, askedAt, expiresAt, review } = approval;
      const { requester } = ask.binding;
      const revision = integer(addEvent.get(id, '{"kind":"ask"}', 'pending', requester, askedAt), 'id');
      add.run(id, digest, requester, JSON.stringify(ask), expiresAt, askedAt, expiresAt, revision);
      const { day, session, repository } = placeOfReview(approval);
      addReview.run(id, review.target, JSON.stringify(review.diff), day, session, repository);
    },
    move: (id, { change, by, at, state, dueAt }) => {
      const revision = integer(addEvent.get(id, JSON.stringify(change), state.kind, by, at), 'id');
      move.run(state.kind, JSON.stringify(state), dueAt, revision, id);
      if (change.kind !== 'vote') return;
      const { by: voter, groups, verdict, reason, at: votedAt, loggedInAt } = change.vote;
      addVote.run(id, voter, JSON.stringify(groups), verdict, reason, votedAt, loggedInAt);
    },
  };
}
