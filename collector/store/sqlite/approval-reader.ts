import type { DatabaseSync } from 'node:sqlite';
import { type ApprovalRow, approvalOf, voteOf } from '../approvals.ts';
import { maybe, type Row, text } from '../row.ts';
import { StoreError } from '../store-error.ts';

export const SELECT_APPROVAL =
  'SELECT number, id, digest, ask, state, due_at, asked_at, expires_at, revision FROM approvals';

interface ApprovalReader {
  byId(id: string): ApprovalRow | null;
  /** The approval of a row of SELECT_APPROVAL, with its votes. */
  rowOf(row: Row): ApprovalRow;
  /** One that is stored. Throws StoreError where it is not. */
  written(id: string): ApprovalRow;
}

export function approvalReader(database: DatabaseSync): ApprovalReader {
  const select = database.prepare(`${SELECT_APPROVAL} WHERE id = ?`);
  const votes = database.prepare(
    'SELECT voter, groups, verdict, reason, at, logged_in_at FROM votes WHERE approval = ? ORDER BY id',
  );
  const rowOf = (row: Row): ApprovalRow => ({
    ...approvalOf(row),
    votes: votes.all(text(row, 'id')).map(voteOf),
  });
  const byId = (id: string): ApprovalRow | null => maybe(select.get(id), rowOf);
  return {
    byId,
    rowOf,
    written: (id) => {
      const row = byId(id);
      if (row === null) throw new StoreError('unexpected-row', 'an approval that was stored is gone');
      return row;
    },
  };
}
