import { type RawBuilder, sql } from 'kysely';
import { type ApprovalRow, approvalOf, voteOf } from '../approvals.ts';
import { type Row, text } from '../row.ts';
import { StoreError } from '../store-error.ts';
import type { Queries } from './connection.ts';

export const SELECT_APPROVAL = sql.raw(
  'SELECT number, id, digest, ask, state, due_at, asked_at, expires_at, revision FROM approvals',
);

/** The approvals of a query that selects them, in its order, with their votes. */
export async function readApprovals(
  db: Queries,
  query: RawBuilder<unknown>,
): Promise<readonly ApprovalRow[]> {
  const rows = (await query.execute(db)).rows as readonly Row[];
  if (rows.length === 0) return [];
  const ids = rows.map((row) => text(row, 'id'));
  const votes = await sql<Row>`
    SELECT approval, voter, groups, verdict, reason, at, logged_in_at FROM votes WHERE approval = ANY(${ids}::text[]) ORDER BY id
  `.execute(db);
  return rows.map((row) => ({
    ...approvalOf(row),
    votes: votes.rows.filter((vote) => vote['approval'] === row['id']).map(voteOf),
  }));
}

export async function readApproval(db: Queries, id: string): Promise<ApprovalRow | null> {
  const [row] = await readApprovals(db, sql`${SELECT_APPROVAL} WHERE id = ${id}`);
  return row ?? null;
}

/** One that is stored. Rejects with StoreError where it is not. */
export async function writtenApproval(db: Queries, id: string): Promise<ApprovalRow> {
  const row = await readApproval(db, id);
  if (row === null) throw new StoreError('unexpected-row', 'an approval that was stored is gone');
  return row;
}
