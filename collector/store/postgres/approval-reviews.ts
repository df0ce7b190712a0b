import { sql } from 'kysely';
import type { PushDiff } from '../../../protocol/push-diff.ts';
import type { ApprovalReviewsTable } from '../approval-reviews.ts';
import { json, maybe, type Row } from '../row.ts';
import { readApprovals } from './approval-reader.ts';
import type { PostgresConnection } from './connection.ts';

export function approvalReviewsTable(connection: PostgresConnection): ApprovalReviewsTable {
  return {
    diff: (approval) =>
      connection.read(async (db) => {
        const { rows } =
          await sql<Row>`SELECT diff FROM approval_reviews WHERE approval = ${approval}`.execute(db);
        return maybe(rows[0], (row) => json<PushDiff | null>(row, 'diff'));
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
