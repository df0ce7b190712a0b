import type { JsonObject } from './json.ts';

/** What is said in a session: what was asked of a model, and what it answered, calls of tools included. */
export type ContentSide = 'prompt' | 'answer';

/** What is kept for a time of its own: each side of sessions, and what reviewers were shown. */
export type KeptKind = ContentSide | 'review';

/** What a hold keeps whatever its age: what fits all that it names, of which there is at least one. */
export interface HoldRequest {
  readonly subject?: string;
  readonly session?: string;
  readonly repository?: string;
  /** RFC 3339, UTC, milliseconds, by the time of receipt; `until` is exclusive. */
  readonly since?: string;
  readonly until?: string;
  readonly reason: string;
}

/** Null: whatever it is. */
export interface Hold {
  readonly id: number;
  readonly subject: string | null;
  readonly session: string | null;
  readonly repository: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

export interface HoldsAnswer {
  readonly holds: readonly Hold[];
}

/** How long one kind is kept, and who says so. */
export interface KeptSide {
  readonly side: KeptKind;
  /** Null: for good. */
  readonly keepMs: number | null;
  readonly source: 'settings' | 'policy' | null;
}

/** What is old enough to be destroyed; what is held is not. */
export interface DueContent {
  readonly side: KeptKind;
  readonly isHeld: boolean;
  readonly sessions: number;
  /** Of a review: approvals. */
  readonly records: number;
}

export interface RetentionView {
  readonly keep: readonly KeptSide[];
  /** What the next run would destroy, and what it would keep for a hold. */
  readonly due: readonly DueContent[];
  /** Keys that are destroyed and have left something that is unreadable, or in the index of words. */
  readonly sweeping: number;
  /** The last run of this collector that came to its end; null: none yet. */
  readonly lastRunAt: string | null;
}

/** What one side of a session said on one day (UTC, by the time of receipt). */
export interface DestroyedContent {
  readonly side: ContentSide;
  /** As in `2026-11-21`. */
  readonly day: string;
}

/** Detail of `content.destroyed`; the record's own session is the session that said it. */
export interface DestroyedDetail {
  /** The agent whose records have lost their content. */
  readonly of: string;
  readonly contents: readonly DestroyedContent[];
  readonly records: number;
  readonly reason: 'retention';
  /** Who says how long it is kept. */
  readonly source: 'settings' | 'policy';
}

/** Detail of `review.destroyed`: what reviewers were shown of one approval is gone. The record's session asked for it. */
export interface ReviewDestroyedDetail {
  readonly approval: string;
  /** On which it was asked for, as in `2026-11-21`. */
  readonly day: string;
  /** Who asked. */
  readonly subject: string;
  readonly repository: string | null;
  readonly reason: 'retention';
  readonly source: 'settings' | 'policy';
}

export function destroyedJson({ of, contents, records, reason, source }: DestroyedDetail): JsonObject {
  return { of, contents: contents.map(({ side, day }) => ({ side, day })), records, reason, source };
}

export function reviewDestroyedJson(detail: ReviewDestroyedDetail): JsonObject {
  return { ...detail };
}
