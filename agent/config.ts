/** Bounds of the exchanges: everything a peer could make grow has one. */
export interface ExchangeLimits {
  /** Exchanges under way at once. */
  readonly maxExchanges: number;
  /** What is read and thrown away of a refused request, so that the client reads the reason. */
  readonly maxDrainBytes: number;
  /** The ref update commands and options before a pack. */
  readonly maxPushHeaderBytes: number;
  readonly maxRefUpdates: number;
  /** Commits and changes that a reviewer is shown; the counts are always whole. */
  readonly maxSummaryCommits: number;
  readonly maxSummaryChanges: number;
  /** How long an undecided request stays with the reviewers after the client gave up. */
  readonly approvalPendingMs: number;
  /** How often a held client is told that it still waits. */
  readonly holdReminderMs: number;
}

export const DEFAULT_EXCHANGE_LIMITS: ExchangeLimits = Object.freeze({
  maxExchanges: 512,
  maxDrainBytes: 4 * 1024 ** 3,
  maxPushHeaderBytes: 4 * 1024 ** 2,
  maxRefUpdates: 1000,
  maxSummaryCommits: 50,
  maxSummaryChanges: 200,
  approvalPendingMs: 24 * 60 * 60 * 1000,
  holdReminderMs: 30_000,
});
