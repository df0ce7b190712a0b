import { useCallback, useMemo, useState } from 'preact/hooks';
import {
  OVERVIEW_WINDOWS,
  type Overview,
  type OverviewMeasure,
  type OverviewRow,
  type OverviewWindow,
} from '../../protocol/overview.ts';
import type { Collector } from '../client/collector.ts';
import { chartOf, totalOf } from '../model/chart-model.ts';
import { counted, durationWords } from '../model/words.ts';
import { Answer } from './answer.tsx';
import { Chart } from './chart.tsx';
import { Empty } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { type Column, Table } from './table.tsx';
import { Tile, Tiles } from './tiles.tsx';
import { useAnswer } from './use-answer.ts';

const WINDOW_WORDS: Readonly<Record<OverviewWindow, string>> = {
  day: 'Last day',
  week: 'Last week',
  month: 'Last month',
};

/** What happened lately, in sums. */
export function OverviewPage({ collector }: { readonly collector: Collector }) {
  const [window, setWindow] = useState<OverviewWindow>('day');
  const ask = useCallback((signal: AbortSignal) => collector.overview(window, signal), [collector, window]);
  return (
    <>
      <h1 tabIndex={-1}>Overview</h1>
      <fieldset class="choice">
        <legend class="unseen">How far back</legend>
        {OVERVIEW_WINDOWS.map((each) => (
          <label key={each}>
            <input type="radio" name="window" checked={each === window} onChange={() => setWindow(each)} />
            {WINDOW_WORDS[each]}
          </label>
        ))}
      </fieldset>
      <Answer what="the overview" answered={useAnswer(ask)}>
        {(overview) => <Sums overview={overview} />}
      </Answer>
    </>
  );
}

function Sums({ overview }: { readonly overview: Overview }) {
  const { uncounted, repositories, rules, operations, masked, waited } = overview;
  const charts = useMemo(
    () => ({
      operations: chartOf(overview, overview.operations, 'count'),
      decisions: chartOf(overview, overview.decisions, 'count'),
      masked: chartOf(overview, overview.masked, 'count'),
      waited: chartOf(overview, overview.waited, 'milliseconds'),
    }),
    [overview],
  );
  return (
    <>
      {uncounted > 0 && <p class="notice">{counted(uncounted, 'record')} still to be counted.</p>}
      <Tiles>
        <Tile name="Operations" value={totalOf(operations)} />
        <Tile name="Refused" value={decided(overview.decisions, 'refused')} />
        <Tile name="Held" value={decided(overview.decisions, 'held')} />
        <Tile name="Secrets kept back" value={totalOf(masked)} />
        <Tile name="Waited for reviewers" value={durationWords(totalOf(waited))} />
      </Tiles>
      <div class="charts">
        <Chart title="Operations" model={charts.operations} />
        <Chart title="Decisions" model={charts.decisions} />
        <Chart title="Secrets kept back" model={charts.masked} />
        <Chart title="Time that reviewers took" model={charts.waited} />
      </div>
      <h2>By repository</h2>
      <Rows label="By repository" rows={repositories} counts="Operations" />
      <h2>By rule</h2>
      <Rows label="By rule" rows={rules} counts="Decisions" />
    </>
  );
}

function decided({ series }: OverviewMeasure, decision: string): number {
  return series.find(({ name }) => name === decision)?.total ?? 0;
}

function Rows(props: {
  readonly label: string;
  readonly rows: readonly OverviewRow[];
  readonly counts: string;
}) {
  const { label, rows, counts } = props;
  if (rows.length === 0) return <Empty>Nothing in this time.</Empty>;
  const columns: readonly Column<OverviewRow>[] = [
    { name: 'Name', cell: ({ name }) => <Quoted text={name} wrap /> },
    { name: counts, kind: 'number', cell: ({ count }) => count },
    {
      name: 'Waited',
      kind: 'number',
      cell: ({ waitedMs }) => (waitedMs === 0 ? '–' : durationWords(waitedMs)),
    },
  ];
  return <Table label={label} columns={columns} rows={rows} keyOf={({ name }) => name} />;
}
