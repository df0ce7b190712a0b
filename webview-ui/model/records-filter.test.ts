import { expect, test } from 'vitest';
import type { RecordsQuery } from '../../protocol/collector-api.ts';
import { recordsFilterOf } from './records-filter.ts';

test.each<[readonly (readonly [string, string])[], RecordsQuery]>([
  [[], {}],
  [
    [
      ['words', '  deploy  secret '],
      ['subject', ' '],
    ],
    { words: 'deploy  secret' },
  ],
  [
    [
      ['masked', 'github-pat'],
      ['since', '2026-11-21T08:00'],
      ['until', ''],
    ],
    { masked: 'github-pat', since: '2026-11-21T08:00:00.000Z' },
  ],
])('%j asks for %j', (fields, query) => {
  expect(recordsFilterOf(fields)).toEqual(query);
});
