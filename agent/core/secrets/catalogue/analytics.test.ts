import { expect, test } from 'vitest';
import { ANALYTICS } from './analytics.ts';
import { faultsOf } from './test-support.ts';

test.each(ANALYTICS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
