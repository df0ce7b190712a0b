import { sql } from 'kysely';
import { placeOfReview } from '../approval-reviews.ts';
import type { NewApproval, Transition } from '../approvals.ts';
import { integer, type Row } from '../row.ts';
import { CHANNELS } from './channels.ts';
import type { Tx } from './connection.ts';
import { storable } from './storable.ts';

/** What happened, as it is written down before the approval changes. */
interface NewEvent {
  readonly approval: string;
  readonly change: object;
  readonly state: string;
  readonly by: string;
  readonly at: number;
}

export async function addApproval(tx: Tx, approval: NewApproval): Promise<void> {
  const { id, digest, ask, askedAt, expiresAt, review } = approval;
  const { requester } = ask.binding;
  const asked = { approval: id, change: { kind: 'ask' }, state: 'pending', by: requester, at: askedAt };
  const revision = await addEvent(tx, asked);
  await sql`
    INSERT INTO approvals (id, digest, requester, ask, kind, state, due_at, asked_at, expires_at, revision)
    VALUES (${id}, ${digest}, ${requester}, ${JSON.stringify(ask)}, 'pending', '{"kind":"pending"}', ${expiresAt},
      ${askedAt}, ${expiresAt}, ${revision})
  `.execute(tx);
  const { day, session, repository } = placeOfReview(approval);
  await sql`
    INSERT INTO approval_reviews (approval, target, diff, day, session, repository)
    VALUES (${id}, ${review.target}, ${JSON.stringify(review.diff)}, ${day}, ${storable(session)}, ${storable(repository)})
  `.execute(tx);
}

/** The event of the transition, the state after it and, for a vote, the vote. */
export async function moveApproval(tx: Tx, id: string, transition: Transition): Promise<void> {
  const { change, by, at, state, dueAt } = transition;
  const revision = await addEvent(tx, { approval: id, change, state: state.kind, by, at });
  await sql`
    UPDATE approvals SET kind = ${state.kind}, state = ${JSON.stringify(state)}, due_at = ${dueAt},
      revision = ${revision} WHERE id = ${id}
  `.execute(tx);
  if (change.kind !== 'vote') return;
  const { vote } = change;
  await sql`
    INSERT INTO votes (approval, voter, groups, verdict, reason, at, logged_in_at)
    VALUES (${id}, ${vote.by}, ${JSON.stringify(vote.groups)}, ${vote.verdict}, ${vote.reason}, ${vote.at},
      ${vote.loggedInAt})
  `.execute(tx);
}

async function addEvent(tx: Tx, { approval, change, state, by, at }: NewEvent): Promise<number> {
  const { rows } = await sql<Row>`
    INSERT INTO approval_events (approval, change, state, by, at)
    VALUES (${approval}, ${JSON.stringify(change)}, ${state}, ${by}, ${at}) RETURNING id
  `.execute(tx);
  await sql`SELECT pg_notify(${CHANNELS.approvals}, '')`.execute(tx);
  return integer(rows[0], 'id');
}
