import { useEffect, useRef, useState } from 'preact/hooks';
import type { DrawnChart } from '../client/draw-chart.ts';
import { type ChartModel, OTHERS } from '../model/chart-model.ts';
import { durationWords } from '../model/words.ts';
import { Empty } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { type Column, Table } from './table.tsx';
import { useColourScheme } from './use-colour-scheme.ts';

interface Props {
  readonly title: string;
  readonly model: ChartModel;
}

/** What happened over time, drawn, named and summed up, and as a table for whoever sees no chart. */
export function Chart({ title, model }: Props) {
  return (
    <section class="chart" aria-label={title}>
      <h2>{title}</h2>
      {model.layers.length === 0 ? (
        <Empty>Nothing in this time.</Empty>
      ) : (
        <>
          <Drawing title={title} model={model} />
          <Legend model={model} />
          <AsTable title={title} model={model} />
        </>
      )}
    </section>
  );
}

function Drawing({ title, model }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const scheme = useColourScheme();
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let drawn: DrawnChart | null = null;
    let isOver = false;
    const resizing = new ResizeObserver(() => drawn?.resize(element.clientWidth));
    import('../client/draw-chart.ts').then(
      ({ drawChart }) => {
        if (isOver) return;
        drawn = drawChart(element, model, coloursOf(element, model.layers.length));
        resizing.observe(element);
      },
      () => setFailed(true),
    );
    return () => {
      isOver = true;
      resizing.disconnect();
      drawn?.remove();
    };
  }, [model, scheme]);
  if (failed)
    return <p class="notice">The chart could not be loaded. The table below has the same numbers.</p>;
  return (
    <div
      ref={place}
      class="drawing"
      role="img"
      aria-label={`${title} over time; the table below has the numbers`}
    />
  );
}

/** As the style sheet has them: a canvas knows no variables. */
function coloursOf(element: HTMLElement, count: number) {
  const probe = document.createElement('span');
  element.append(probe);
  const colour = (name: string): string => {
    probe.className = name;
    return getComputedStyle(probe).color;
  };
  const layers = Array.from({ length: count }, (_, index) => colour(`layer-${index}`));
  const colours = { text: colour('dim'), line: colour('edge'), layers };
  probe.remove();
  return colours;
}

function Legend({ model: { layers, unit } }: Pick<Props, 'model'>) {
  return (
    <ul class="legend">
      {layers.map(({ name, total }, index) => (
        <li key={name}>
          <span class={`swatch layer-${index}`} aria-hidden="true" />
          <Quoted text={name} /> <strong>{amountWords(total, unit)}</strong>
        </li>
      ))}
    </ul>
  );
}

interface Bucket {
  readonly time: number;
  readonly index: number;
}

function AsTable({ title, model: { times, layers, unit } }: Props) {
  const [isOpen, setOpen] = useState(false);
  const columns: readonly Column<Bucket>[] = [
    { name: 'From', kind: 'short', cell: ({ time }) => timeWords(time) },
    ...layers.map(({ name, counts }) => ({
      name: name === OTHERS ? 'Others' : name,
      kind: 'number' as const,
      cell: ({ index }: Bucket) => amountWords(counts[index] ?? 0, unit),
    })),
  ];
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>As a table</summary>
      {isOpen && (
        <Table
          label={`${title}, as a table`}
          columns={columns}
          rows={times.map((time, index) => ({ time, index }))}
          keyOf={({ time }) => String(time)}
        />
      )}
    </details>
  );
}

function amountWords(amount: number, unit: ChartModel['unit']): string {
  return unit === 'milliseconds' ? durationWords(amount) : String(amount);
}

function timeWords(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
