import type { Overview, OverviewMeasure, OverviewRow, OverviewWindow } from '../../protocol/overview.ts';
import type { TalliesTable, TallyMeasure, TallySpan } from '../store/tallies.ts';

const HOUR_MS = 60 * 60_000;

/** Buckets begin at multiples of their length, so that a bucket is the same in every answer. */
const WINDOWS: Readonly<Record<OverviewWindow, { readonly bucketHours: number; readonly buckets: number }>> =
  Object.freeze({
    day: { bucketHours: 1, buckets: 24 },
    week: { bucketHours: 6, buckets: 28 },
    month: { bucketHours: 24, buckets: 30 },
  });

export interface OverviewPorts {
  readonly tallies: TalliesTable;
  readonly behind: () => Promise<number>;
  /** Names of each measure, and rows of each table. */
  readonly limits: { readonly maxOverviewSeries: number; readonly maxOverviewRows: number };
}

type Span = TallySpan & { readonly bucketHours: number };

/** What happened in the window that ends with the hour of `now`. */
export async function overviewOf(window: OverviewWindow, now: Date, ports: OverviewPorts): Promise<Overview> {
  const { bucketHours, buckets } = WINDOWS[window];
  const last = Math.floor(now.getTime() / HOUR_MS / bucketHours) * bucketHours;
  const span: Span = {
    sinceHour: last - (buckets - 1) * bucketHours,
    untilHour: last + bucketHours,
    bucketHours,
  };
  const measure = (name: TallyMeasure) => measureOf(name, span, ports);
  return {
    window,
    since: instantOf(span.sinceHour),
    until: instantOf(span.untilHour),
    bucketMs: bucketHours * HOUR_MS,
    uncounted: await ports.behind(),
    operations: await measure('operation'),
    decisions: await measure('decision'),
    masked: await measure('masked'),
    waited: await measure('wait'),
    repositories: await rowsOf(['repository', 'wait-repository'], span, ports),
    rules: await rowsOf(['rule', 'wait-rule'], span, ports),
  };
}

async function measureOf(
  measure: TallyMeasure,
  span: Span,
  { tallies, limits }: OverviewPorts,
): Promise<OverviewMeasure> {
  const top = await tallies.top(measure, span, limits.maxOverviewSeries);
  const points = await tallies.series(
    measure,
    span,
    top.map(({ name }) => name),
  );
  return {
    totals: counts(await tallies.totals(measure, span), span),
    series: top.map(({ name, amount }) => ({
      name,
      total: amount,
      counts: counts(
        points.filter((point) => point.name === name),
        span,
      ),
    })),
  };
}

function counts(
  points: readonly { readonly hour: number; readonly amount: number }[],
  { sinceHour, untilHour, bucketHours }: Span,
): readonly number[] {
  const sums = Array.from({ length: (untilHour - sinceHour) / bucketHours }, () => 0);
  for (const { hour, amount } of points) sums[(hour - sinceHour) / bucketHours] = amount;
  return sums;
}

/** Those that are counted most, and those that were waited for longest. */
async function rowsOf(
  [counted, waited]: readonly [TallyMeasure, TallyMeasure],
  span: Span,
  { tallies, limits }: OverviewPorts,
): Promise<readonly OverviewRow[]> {
  const most = await tallies.top(counted, span, limits.maxOverviewRows);
  const waits = await tallies.top(waited, span, limits.maxOverviewRows);
  const names = [...new Set([...most, ...waits].map(({ name }) => name))].slice(0, limits.maxOverviewRows);
  const amountIn = (sums: typeof most, name: string) => sums.find((sum) => sum.name === name)?.amount ?? 0;
  return names.map((name) => ({ name, count: amountIn(most, name), waitedMs: amountIn(waits, name) }));
}

function instantOf(hour: number): string {
  return new Date(hour * HOUR_MS).toISOString();
}
