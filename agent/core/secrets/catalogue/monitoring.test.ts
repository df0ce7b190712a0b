import { expect, test } from 'vitest';
import { MONITORING } from './monitoring.ts';
import { faultsOf } from './test-support.ts';

test.each(MONITORING)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
