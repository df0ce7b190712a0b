import type { PushDiff } from '../../protocol/push-diff.ts';
import type { ApprovalRow, NewApproval } from './approvals.ts';
import { DAY_MS } from './content-seal.ts';
import { integer, json, type Row } from './row.ts';

export interface NewReview {
  /** Names what the approval is about, the same for each that is about the same. */
  readonly target: string;
  /** Null for what is no push. */
  readonly diff: PushDiff | null;
}

export interface ShownReview {
  /** Null for what is no push, and where it is destroyed. */
  readonly diff: PushDiff | null;
  readonly isDestroyed: boolean;
}

/** What a reviewer reads of an approval besides what lists hold. It is stored with the approval. */
export interface ApprovalReviewsTable {
  /** Null where there is no such approval. */
  shown(approval: string): Promise<ShownReview | null>;
  /** The approvals before this one that are about the same, the newest first. */
  earlier(approval: string, limit: number): Promise<readonly ApprovalRow[]>;
}

/** By what its retention goes, besides who asked. */
export function placeOfReview({ ask: { binding, summary }, askedAt }: NewApproval): {
  readonly day: number;
  readonly session: string;
  readonly repository: string | null;
} {
  return {
    day: Math.floor(askedAt / DAY_MS),
    session: summary.session,
    repository: binding.action === 'git.push' ? binding.repository : null,
  };
}

export function shownReviewOf(row: Row): ShownReview {
  return { diff: json<PushDiff | null>(row, 'diff'), isDestroyed: integer(row, 'destroyed') > 0 };
}
