import { expect, test } from 'vitest';
import { chartOf, edgesOf, OTHERS, totalOf } from './chart-model.ts';

const OVERVIEW = { since: '2026-11-21T08:00:00.000Z', bucketMs: 3_600_000 };
const START = Date.parse(OVERVIEW.since) / 1000;
const MEASURE = {
  totals: [4, 2, 1],
  series: [
    { name: 'git.push', total: 4, counts: [3, 1, 0] },
    { name: 'tunnel', total: 2, counts: [1, 0, 1] },
  ],
};

test('what no name of the largest has is one more layer', () => {
  expect(chartOf(OVERVIEW, MEASURE, 'count')).toEqual({
    times: [START, START + 3600, START + 7200],
    end: START + 10_800,
    layers: [...MEASURE.series, { name: OTHERS, total: 1, counts: [0, 1, 0] }],
    unit: 'count',
  });
});

test('layers lie on each other and reach the totals', () => {
  const edges = edgesOf(chartOf(OVERVIEW, MEASURE, 'count'));
  expect(edges).toEqual([
    [3, 1, 0],
    [4, 1, 1],
    [4, 2, 1],
  ]);
  expect(edges.at(-1)).toEqual(MEASURE.totals);
  expect(totalOf(MEASURE)).toBe(7);
});

test('where nothing happened there is no layer', () => {
  expect(chartOf(OVERVIEW, { totals: [0, 0], series: [] }, 'milliseconds').layers).toEqual([]);
});
