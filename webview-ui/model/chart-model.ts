import type { Overview, OverviewMeasure } from '../../protocol/overview.ts';

/** A chart of stacked bars, one stack a bucket. */
export interface ChartModel {
  /** Where each bucket begins, in seconds since the epoch. */
  readonly times: readonly number[];
  /** Where the last bucket ends, in seconds since the epoch. */
  readonly end: number;
  /** From the bottom up, the largest first. */
  readonly layers: readonly ChartLayer[];
  readonly unit: ChartUnit;
}

export type ChartUnit = 'count' | 'milliseconds';

export interface ChartLayer {
  readonly name: string;
  readonly total: number;
  readonly counts: readonly number[];
}

/** What the largest names leave is one more layer. */
export const OTHERS = 'others';

export function chartOf(
  { since, bucketMs }: Pick<Overview, 'since' | 'bucketMs'>,
  { totals, series }: OverviewMeasure,
  unit: ChartUnit,
): ChartModel {
  const start = Date.parse(since);
  const times = totals.map((_total, index) => (start + index * bucketMs) / 1000);
  const rest = totals.map((total, index) =>
    Math.max(0, total - sum(series.map(({ counts }) => counts[index] ?? 0))),
  );
  const others = sum(rest) > 0 ? [{ name: OTHERS, total: sum(rest), counts: rest }] : [];
  const end = (start + totals.length * bucketMs) / 1000;
  return { times, end, layers: [...series, ...others], unit };
}

/** The upper edge of each layer, from the bottom up. */
export function edgesOf({
  times,
  layers,
}: Pick<ChartModel, 'times' | 'layers'>): readonly (readonly number[])[] {
  const edges: number[][] = [];
  for (const { counts } of layers) {
    const below = edges.at(-1) ?? times.map(() => 0);
    edges.push(below.map((edge, index) => edge + (counts[index] ?? 0)));
  }
  return edges;
}

export function totalOf({ totals }: OverviewMeasure): number {
  return sum(totals);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
