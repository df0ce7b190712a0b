import { expect, test } from 'vitest';
import { LOGISTICS } from './logistics.ts';
import { faultsOf } from './test-support.ts';

test.each(LOGISTICS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
