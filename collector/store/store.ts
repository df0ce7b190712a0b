import type { CollectorLimits } from '../limits.ts';
import type { AgentsTable } from './agents.ts';
import type { ApprovalReviewsTable } from './approval-reviews.ts';
import type { ApprovalsTable } from './approvals.ts';
import type { WatchChanges } from './changes.ts';
import type { FindingsTable } from './findings.ts';
import type { LogTable } from './log.ts';
import type { NotifyCursorsTable } from './notify-cursors.ts';
import type { OdditiesTable } from './oddities.ts';
import type { PassesTable } from './passes.ts';
import type { RecordsTable } from './records.ts';
import type { RetentionTable } from './retention.ts';
import type { ReviewRetentionTable } from './review-retention.ts';
import type { RevocationsTable } from './revocations.ts';
import type { SearchTable } from './search.ts';
import type { SignaturesTable } from './signatures.ts';
import type { TalliesTable } from './tallies.ts';
import type { TokensTable } from './tokens.ts';

/** Of what a store keeps waiting for its database. */
export type StoreLimits = Pick<CollectorLimits, 'maxWaitingWrites'>;

/**
 * All that the collector keeps. Each method is one transaction: what it resolved with is on the disk, and what it
 * rejected is not there. No other module knows SQL.
 */
export interface Store {
  readonly tokens: TokensTable;
  readonly agents: AgentsTable;
  readonly records: RecordsTable;
  readonly log: LogTable;
  readonly signatures: SignaturesTable;
  readonly search: SearchTable;
  readonly tallies: TalliesTable;
  readonly findings: FindingsTable;
  readonly oddities: OdditiesTable;
  readonly approvals: ApprovalsTable;
  readonly approvalReviews: ApprovalReviewsTable;
  readonly notifyCursors: NotifyCursorsTable;
  readonly revocations: RevocationsTable;
  readonly retention: RetentionTable;
  readonly reviewRetention: ReviewRetentionTable;
  readonly passes: PassesTable;
  /** Null: no other process stores anything in it. */
  readonly watch: WatchChanges | null;
  /** Whether the database answers. Never rejects. */
  canRead(): Promise<boolean>;
  /** Stores what is under way, then takes no more. */
  close(): Promise<void>;
}
