import { expect, test } from 'vitest';
import { DEVELOPERS } from './developers.ts';
import { faultsOf } from './test-support.ts';

test.each(DEVELOPERS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
