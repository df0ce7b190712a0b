import { expect, test } from 'vitest';
import type { DryRun } from '../../protocol/dry-run.ts';
import { extentWords } from './dry-run-words.ts';

test.each<[DryRun['end'], number, RegExp]>([
  ['reached', 1, /^Tried on 1 record since 2026-11-21 08:00 UTC\.$/],
  ['too-many-records', 20_000, /^Tried on 20000 records since .*: there are more, and no more/],
  ['out-of-time', 7, /^Tried on 7 records since .*: there are more, and the time/],
])('one that ended as %s after %i', (end, records, words) => {
  expect(extentWords({ end, records, since: '2026-11-21T08:00:59.000Z' })).toMatch(words);
});
