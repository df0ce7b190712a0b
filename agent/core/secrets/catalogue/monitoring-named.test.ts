import { expect, test } from 'vitest';
import { MONITORING_NAMED } from './monitoring-named.ts';
import { faultsOf } from './test-support.ts';

test.each(MONITORING_NAMED)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
