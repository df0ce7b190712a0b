import { expect, test } from 'vitest';
import { PAYMENTS_MERCHANTS } from './payments-merchants.ts';
import { faultsOf } from './test-support.ts';

test.each(PAYMENTS_MERCHANTS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
