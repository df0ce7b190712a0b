/** How far back an overview looks. */
export const OVERVIEW_WINDOWS = ['day', 'week', 'month'] as const;

export type OverviewWindow = (typeof OVERVIEW_WINDOWS)[number];

/** What happened in a window, by when the collector received it, summed up from the audit records. */
export interface Overview {
  readonly window: OverviewWindow;
  /** The first bucket begins at `since`; the last one, which is under way, ends at `until`. */
  readonly since: string;
  readonly until: string;
  readonly bucketMs: number;
  /** Records that are not counted yet. */
  readonly uncounted: number;
  /** By kind. */
  readonly operations: OverviewMeasure;
  /** By what was decided: accepted, refused, held. */
  readonly decisions: OverviewMeasure;
  /** Secrets that were kept back, by detector. */
  readonly masked: OverviewMeasure;
  /** Milliseconds that held operations waited, by kind; counted when the wait ended. */
  readonly waited: OverviewMeasure;
  readonly repositories: readonly OverviewRow[];
  readonly rules: readonly OverviewRow[];
}

/** Each list is as long as there are buckets. */
export interface OverviewMeasure {
  readonly totals: readonly number[];
  /** The largest, the largest first. What `totals` has besides is of others. */
  readonly series: readonly OverviewSeries[];
}

export interface OverviewSeries {
  readonly name: string;
  readonly total: number;
  readonly counts: readonly number[];
}

/** One of the largest of its kind. */
export interface OverviewRow {
  readonly name: string;
  /** Operations of a repository; decisions of a rule. */
  readonly count: number;
  readonly waitedMs: number;
}
