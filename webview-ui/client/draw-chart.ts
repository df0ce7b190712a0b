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
/** Between one tick and the next, of which there is never half a one. */
const STEPS: Readonly<Record<ChartUnit, number[]>> = {
  count: stepsFrom(1),
  milliseconds: stepsFrom(1000),
};
/** By the least time between two ticks, as uPlot has it: the tick, and what stands below the first one of a year or day. */
const TIMES: UPlot.Axis.Values = [
  [24 * 3600, '{MM}-{DD}', '\n{YYYY}', null, null, null, null, null, 1],
  [3600, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{MM}-{DD}', null, null, null, 1],
];
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
      // As every other time here.
      tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: true, range: () => [model.times[0] ?? 0, model.end] },
        y: { range: (_chart, _low, high) => [0, Math.max(LEAST[model.unit], high)] },
      },
      axes: [
        { ...axis, grid: { show: false }, values: TIMES },
        {
          ...axis,
          size: 60,
          incrs: STEPS[model.unit],
          values: (_chart, ticks) => ticks.map((tick) => tickWords(tick, model.unit)),
        },
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

/** 1, 2, 5, 10, 20, 50 … times the least. */
function stepsFrom(least: number): number[] {
  return Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * least * 10 ** power)).flat();
}

function tickWords(tick: number, unit: ChartUnit): string {
  if (unit === 'milliseconds') return tick < MINUTE_MS ? `${tick / 1000} s` : durationWords(tick);
  return Number.isInteger(tick) ? String(tick) : '';
}
