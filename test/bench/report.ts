import type { Figures } from './figures.ts';
import type { TargetResult } from './targets.ts';

/** Columns of text, each as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

const HEAD = [
  'scenario',
  'contender',
  'wall ms',
  '/direct',
  'CPU ms',
  '/http-mitm-proxy',
  'peak MB',
  'delay ms',
  'for one',
];

/** Every figure beside its ratio: wall time to the direct way, CPU time to http-mitm-proxy. */
export function figuresTable(figures: readonly Figures[]): string {
  const rows = figures.map((each) => [
    each.scenario,
    each.contender,
    number(each.wallMs),
    ratio(each, figures, { figure: 'wallMs', to: 'direct' }),
    each.contender === 'direct' ? '' : number(each.cpuMs),
    ratio(each, figures, { figure: 'cpuMs', to: 'http-mitm-proxy' }),
    each.contender === 'direct' ? '' : number(each.peakMb),
    each.delayMs === null ? '' : number(each.delayMs),
    `${each.unit} (${each.rounds} rounds)`,
  ]);
  return table([HEAD, ...rows]);
}

interface RatioOf {
  readonly figure: 'wallMs' | 'cpuMs';
  readonly to: string;
}

function ratio(each: Figures, figures: readonly Figures[], { figure, to }: RatioOf): string {
  const base = figures.find(({ scenario, contender }) => scenario === each.scenario && contender === to);
  return base === undefined || each.contender === 'direct' ? '' : number(each[figure] / base[figure]);
}

export function targetsTable(results: readonly TargetResult[]): string {
  const rows = results.map(({ scenario, figure, against, atMost, seen, reached }) => [
    scenario,
    against === null ? figure : `${figure} / ${against}`,
    `≤ ${number(atMost)}`,
    number(seen),
    reached ? 'yes' : 'no',
  ]);
  return table([['scenario', 'figure', 'to reach', 'seen', 'reached'], ...rows]);
}

function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
