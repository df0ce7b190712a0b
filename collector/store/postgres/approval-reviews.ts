import { sql } from 'kysely';
import { type ApprovalReviewsTable, shownReviewOf } from '../approval-reviews.ts';
import { maybe, type Row } from '../row.ts';
import { readApprovals } from './approval-reader.ts';
import type { PostgresConnection } from './connection.ts';

export function approvalReviewsTable(connection: PostgresConnection): ApprovalReviewsTable {
  return {
    shown: (approval) =>
      connection.read(async (db) => {
        const query = sql<Row>`SELECT diff, destroyed FROM approval_reviews WHERE approval = ${approval}`;
        return maybe((await query.execute(db)).rows[0], shownReviewOf);
      }),
    earlier: (approval, limit) =>
      connection.read((db) =>
        readApprovals(
          db,
          sql`
            SELECT before.number, before.id, before.digest, before.ask, before.state, before.due_at,
              before.asked_at, before.expires_at, before.revision
            FROM approval_reviews own
            JOIN approvals asked ON asked.id = own.approval
            JOIN approval_reviews other ON other.target = own.target
            JOIN approvals before ON before.id = other.approval
            WHERE own.approval = ${approval} AND before.number < asked.number
            ORDER BY before.number DESC LIMIT ${limit}`,
        ),
      ),
  };
}
