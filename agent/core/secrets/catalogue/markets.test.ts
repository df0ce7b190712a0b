import { expect, test } from 'vitest';
import { MARKETS } from './markets.ts';
import { faultsOf } from './test-support.ts';

test.each(MARKETS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
