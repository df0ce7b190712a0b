import { expect, test } from 'vitest';
import { PAYMENTS } from './payments.ts';
import { faultsOf } from './test-support.ts';

test.each(PAYMENTS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
