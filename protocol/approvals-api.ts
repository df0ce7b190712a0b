import type { Approval, ApprovalState } from './approval.ts';
import type { PushDiff } from './push-diff.ts';

/** A query string. */
export interface ApprovalsQuery {
  readonly state?: ApprovalState['kind'];
  /** First digits of the id. */
  readonly id?: string;
  /** Cursor: the `next` of the page before. */
  readonly after?: number;
  readonly limit?: number;
  /** By when they were asked for; `oldest` first when left out. */
  readonly order?: 'oldest' | 'newest';
}

export interface ApprovalsPage {
  readonly approvals: readonly Approval[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: number | null;
}

/** What a reviewer decides by, besides the approval itself. */
export interface ApprovalReview {
  /** Null for what is no push, and where what was shown is destroyed. */
  readonly diff: PushDiff | null;
  /** Whether what reviewers were shown was older than it is kept. */
  readonly isDestroyed: boolean;
  /** Those asked for before it for the same repository and ref, or the same request; the newest first. */
  readonly earlier: readonly Approval[];
}

export interface VoteRequest {
  readonly verdict: 'approve' | 'deny';
  /** Required for a denial. */
  readonly reason: string;
}

export interface ClaimRequest {
  /** Id of the exchange whose intent claims the grant. */
  readonly exchange: string;
}

export interface SpendRequest {
  readonly exchange: string;
  /** What became of it; `unknown` spends as well. */
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
}
