import type { PushDiff } from '../../protocol/push-diff.ts';
import type { ApprovalRow } from './approvals.ts';

export interface NewReview {
  /** Names what the approval is about, the same for each that is about the same. */
  readonly target: string;
  /** Null for what is no push. */
  readonly diff: PushDiff | null;
}

/** What a reviewer reads of an approval besides what lists hold. It is stored with the approval. */
export interface ApprovalReviewsTable {
  /** Null for what is no push. */
  diff(approval: string): Promise<PushDiff | null>;
  /** The approvals before this one that are about the same, the newest first. */
  earlier(approval: string, limit: number): Promise<readonly ApprovalRow[]>;
}
