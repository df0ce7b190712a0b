import { expect, test } from 'vitest';
import { MARKETS_DATA } from './markets-data.ts';
import { faultsOf } from './test-support.ts';

test.each(MARKETS_DATA)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
