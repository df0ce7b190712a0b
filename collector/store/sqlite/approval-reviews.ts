import { type ApprovalReviewsTable, shownReviewOf } from '../approval-reviews.ts';
import { maybe, text } from '../row.ts';
import { approvalReader } from './approval-reader.ts';
import type { SqliteConnection } from './connection.ts';

export function approvalReviewsTable({ database }: SqliteConnection): ApprovalReviewsTable {
  const shown = database.prepare('SELECT diff, destroyed FROM approval_reviews WHERE approval = ?');
  const earlier = database.prepare(
    `SELECT other.approval AS approval
     FROM approval_reviews own
     JOIN approvals asked ON asked.id = own.approval
     JOIN approval_reviews other ON other.target = own.target
     JOIN approvals before ON before.id = other.approval
     WHERE own.approval = ? AND before.number < asked.number
     ORDER BY before.number DESC LIMIT ?`,
  );
  const read = approvalReader(database);
  return {
    shown: async (approval) => maybe(shown.get(approval), shownReviewOf),
    earlier: async (approval, limit) =>
      earlier.all(approval, limit).map((row) => read.written(text(row, 'approval'))),
  };
}
