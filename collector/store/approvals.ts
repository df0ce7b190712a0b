import type { ApprovalAsk, ApprovalState } from '../../protocol/approval.ts';
import type { CastVote, Change } from '../approval/machine.ts';
import type { NewReview } from './approval-reviews.ts';
import { integer, json, type Row, text } from './row.ts';

/** What was asked, without the lines that reviewers alone are shown. */
export type StoredAsk = Omit<ApprovalAsk, 'diff'>;

/** An approval as it is stored. Times are milliseconds since the epoch. */
export interface ApprovalRow {
  /** Grows with every new approval; the cursor of pages. */
  readonly number: number;
  readonly id: string;
  readonly digest: string;
  readonly ask: StoredAsk;
  readonly state: ApprovalState;
  readonly dueAt: number | null;
  readonly askedAt: number;
  readonly expiresAt: number;
  /** Id of the last event. */
  readonly revision: number;
  readonly votes: readonly CastVote[];
}

export interface NewApproval extends Pick<ApprovalRow, 'id' | 'digest' | 'ask' | 'askedAt' | 'expiresAt'> {
  readonly review: NewReview;
}

/** A transition: what happened, by whom, when, and the state after it. */
export interface Transition {
  readonly change: Change;
  readonly by: string;
  readonly at: number;
  readonly state: ApprovalState;
  readonly dueAt: number | null;
}

export interface ApprovalFilter {
  /** Null: of everybody. */
  readonly requester: string | null;
  readonly state: ApprovalState['kind'] | null;
  readonly idPrefix: string | null;
  readonly after: number | null;
  readonly order: 'oldest' | 'newest';
  readonly limit: number;
}

/** One line of an approval's history. */
export interface ApprovalEventRow {
  readonly change: Change | { readonly kind: 'ask' };
  readonly state: ApprovalState['kind'];
  readonly by: string;
}

/** What an ask came to: the approval that was live already, a new one, or none, since too many are pending. */
export type AskOutcome =
  | { readonly kind: 'live' | 'new'; readonly approval: ApprovalRow }
  | { readonly kind: 'too-many'; readonly pending: number };

export interface ChangeOutcome {
  readonly before: ApprovalRow;
  /** The same object when nothing changed. */
  readonly after: ApprovalRow;
}

export interface ApprovalsTable {
  byId(id: string): Promise<ApprovalRow | null>;
  page(filter: ApprovalFilter): Promise<readonly ApprovalRow[]>;
  pendingIds(requester: string | null): Promise<readonly string[]>;
  countPending(): Promise<number>;
  dueIds(now: number): Promise<readonly string[]>;
  /** The one approval with this digest that is pending or granted, or a new one where fewer than this are pending. */
  ask(approval: NewApproval, maxPending: number): Promise<AskOutcome>;
  /**
   * Applies what `decide` says about the approval as it is, while nobody else changes it; null: nothing. When it
   * throws, nothing is stored. Null where there is no such approval.
   */
  change(id: string, decide: (approval: ApprovalRow) => Transition | null): Promise<ChangeOutcome | null>;
  history(id: string): Promise<readonly ApprovalEventRow[]>;
  /** The newest event of any approval; 0 when there is none. */
  lastEvent(): Promise<number>;
  /** The first event of any approval after this one; null when there is none. */
  eventAfter(id: number): Promise<NumberedEvent | null>;
}

export interface NumberedEvent extends ApprovalEventRow {
  readonly id: number;
  readonly approval: string;
  readonly at: number;
}

export function approvalOf(row: Row): Omit<ApprovalRow, 'votes'> {
  return {
    number: integer(row, 'number'),
    id: text(row, 'id'),
    digest: text(row, 'digest'),
    ask: json<StoredAsk>(row, 'ask'),
    state: json<ApprovalState>(row, 'state'),
    dueAt: row['due_at'] === null ? null : integer(row, 'due_at'),
    askedAt: integer(row, 'asked_at'),
    expiresAt: integer(row, 'expires_at'),
    revision: integer(row, 'revision'),
  };
}

export function voteOf(row: Row): CastVote {
  return {
    by: text(row, 'voter'),
    groups: json<readonly string[]>(row, 'groups'),
    verdict: text(row, 'verdict') as CastVote['verdict'],
    reason: text(row, 'reason'),
    at: integer(row, 'at'),
    loggedInAt: row['logged_in_at'] === null ? null : integer(row, 'logged_in_at'),
  };
}

export function eventOf(row: Row): ApprovalEventRow {
  return {
    change: json<ApprovalEventRow['change']>(row, 'change'),
    state: text(row, 'state') as ApprovalEventRow['state'],
    by: text(row, 'by'),
  };
}

export function numberedOf(row: Row): NumberedEvent {
  return {
    ...eventOf(row),
    id: integer(row, 'id'),
    approval: text(row, 'approval'),
    at: integer(row, 'at'),
  };
}
