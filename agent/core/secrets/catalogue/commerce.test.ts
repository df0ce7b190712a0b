import { expect, test } from 'vitest';
import { COMMERCE } from './commerce.ts';
import { faultsOf } from './test-support.ts';

test.each(COMMERCE)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
