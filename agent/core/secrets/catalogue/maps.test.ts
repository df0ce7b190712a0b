import { expect, test } from 'vitest';
import { MAPS } from './maps.ts';
import { faultsOf } from './test-support.ts';

test.each(MAPS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
