import UPlot from 'uplot';
import { type ChartModel, type ChartUnit, edgesOf } from '../model/chart-model.ts';
import { durationWords } from '../model/words.ts';

export interface ChartColours {
  readonly text: string;
  readonly line: string;
  /** Of the layers, from the bottom up. */
  readonly layers: readonly string[];
}

/** A chart on the page, until it is taken away. */
export interface DrawnChart {
  readonly resize: (width: number) => void;
  readonly remove: () => void;
}

const HEIGHT = 180;
const BAR = 0.8;
const MINUTE_MS = 60_000;
/** The least that an axis reaches to, so that little looks like little. */
const LEAST: Readonly<Record<ChartUnit, number>> = { count: 4, milliseconds: 10_000 };

/** Draws stacked bars: the upper edge of each layer down to the ground, the highest first. */
export function drawChart(place: HTMLElement, model: ChartModel, colours: ChartColours): DrawnChart {
  const edges = edgesOf(model).toReversed();
  const fills = colours.layers.slice(0, edges.length).toReversed();
  // A bar stands on its bucket, which begins at its time.
  const bars = UPlot.paths.bars?.({ size: [BAR], align: 1 });
  const axis = { stroke: colours.text, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } };
  const chart = new UPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: true, range: () => [model.times[0] ?? 0, model.end] },
        y: { range: (_chart, _low, high) => [0, Math.max(LEAST[model.unit], high)] },
      },
      axes: [
        { ...axis, grid: { show: false } },
        { ...axis, size: 60, values: (_chart, ticks) => ticks.map((tick) => tickWords(tick, model.unit)) },
      ],
      series: [
        {},
        ...fills.map((fill) => ({
          fill,
          stroke: fill,
          width: 0,
          points: { show: false },
          ...(bars === undefined ? {} : { paths: bars }),
        })),
      ],
    },
    [[...model.times], ...edges.map((edge) => [...edge])],
    place,
  );
  return {
    resize: (width) => chart.setSize({ width, height: HEIGHT }),
    remove: () => chart.destroy(),
  };
}

function tickWords(tick: number, unit: ChartUnit): string {
  if (unit === 'milliseconds') return tick < MINUTE_MS ? `${tick / 1000} s` : durationWords(tick);
  return Number.isInteger(tick) ? String(tick) : '';
}
