/**
 * What the overview counts. `wait`: milliseconds that held operations waited, by the kind of what was held, its
 * repository, and each rule that asked.
 */
export const TALLY_MEASURES = [
  'operation',
  'decision',
  'masked',
  'repository',
  'rule',
  'wait',
  'wait-repository',
  'wait-rule',
] as const;

export type TallyMeasure = (typeof TALLY_MEASURES)[number];

/** How much one record adds. */
export interface Tally {
  readonly measure: TallyMeasure;
  readonly name: string;
  readonly amount: number;
}

/** Hours since the epoch, by the collector's clock at arrival; `until` is exclusive. */
export interface TallySpan {
  readonly sinceHour: number;
  readonly untilHour: number;
}

export interface TallySum {
  readonly name: string;
  readonly amount: number;
}

export interface TallyPoint extends TallySum {
  /** First hour of the bucket. */
  readonly hour: number;
}

/** Sums by the hour, made while records are made findable. */
export interface TalliesTable {
  /** The `limit` largest names of a measure, the largest first. */
  top(measure: TallyMeasure, span: TallySpan, limit: number): Promise<readonly TallySum[]>;
  /** Sums of these names in buckets of so many hours, which begin at multiples of that. */
  series(
    measure: TallyMeasure,
    span: TallySpan & { readonly bucketHours: number },
    names: readonly string[],
  ): Promise<readonly TallyPoint[]>;
  /** Sums of all names together, in the same buckets. */
  totals(
    measure: TallyMeasure,
    span: TallySpan & { readonly bucketHours: number },
  ): Promise<readonly Omit<TallyPoint, 'name'>[]>;
}
