import { expect, test } from 'vitest';
import { PAYMENTS_ELSEWHERE } from './payments-elsewhere.ts';
import { faultsOf } from './test-support.ts';

test.each(PAYMENTS_ELSEWHERE)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
