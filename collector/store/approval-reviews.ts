import type { DatabaseSync } from 'node:sqlite';
import type { PushDiff } from '../../protocol/push-diff.ts';
import { json, text } from './row.ts';

/** What a reviewer reads of an approval besides what lists hold. */
export interface ApprovalReviewsTable {
  /** `target` names what it is about, the same for each that is about the same. */
  add(approval: string, review: { readonly target: string; readonly diff: PushDiff | null }): void;
  /** Null for what is no push. */
  diff(approval: string): PushDiff | null;
  /** Ids of the approvals before this one that are about the same, the newest first. */
  earlier(approval: string, limit: number): readonly string[];
}

export function approvalReviewsTable(database: DatabaseSync): ApprovalReviewsTable {
  const add = database.prepare('INSERT INTO approval_reviews (approval, target, diff) VALUES (?, ?, ?)');
  const diff = database.prepare('SELECT diff FROM approval_reviews WHERE approval = ?');
  const earlier = database.prepare(
    `SELECT other.approval AS approval
     FROM approval_reviews own
     JOIN approvals asked ON asked.id = own.approval
     JOIN approval_reviews other ON other.target = own.target
     JOIN approvals before ON before.id = other.approval
     WHERE own.approval = ? AND before.number < asked.number
     ORDER BY before.number DESC LIMIT ?`,
  );
  return {
    add: (approval, review) => {
      add.run(approval, review.target, JSON.stringify(review.diff));
    },
    diff: (approval) => {
      const row = diff.get(approval);
      return row === undefined ? null : json<PushDiff | null>(row, 'diff');
    },
    earlier: (approval, limit) => earlier.all(approval, limit).map((row) => text(row, 'approval')),
  };
}
