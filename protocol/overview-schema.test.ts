import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Overview } from './overview.ts';
import { OVERVIEW, OVERVIEW_QUERY } from './overview-schema.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const MEASURE = { totals: [3], series: [{ name: 'git.push', total: 2, counts: [2] }] };
const SEEN: Overview = {
  window: 'day',
  since: '2026-11-21T08:00:00.000Z',
  until: '2026-11-21T09:00:00.000Z',
  bucketMs: 3_600_000,
  uncounted: 0,
  operations: MEASURE,
  decisions: MEASURE,
  masked: MEASURE,
  waited: MEASURE,
  repositories: [{ name: 'a', count: 1, waitedMs: 0 }],
  rules: [],
};

test.each<[string, unknown, boolean]>([
  ['a whole one', SEEN, true],
  ['one of an hour', { ...SEEN, window: 'hour' }, false],
  ['one with half an operation', { ...SEEN, operations: { totals: [0.5], series: [] } }, false],
  ['one without its rules', { ...SEEN, rules: undefined }, false],
])('%s: %s', (_name, overview, isOne) => {
  expect(ajv.validate(OVERVIEW, JSON.parse(JSON.stringify(overview)))).toBe(isOne);
});

test.each<[object, boolean]>([
  [{}, true],
  [{ window: 'month' }, true],
  [{ window: 'year' }, false],
  [{ since: '2020' }, false],
])('the question %j: %s', (query, isOne) => {
  expect(ajv.validate(OVERVIEW_QUERY, query)).toBe(isOne);
});
