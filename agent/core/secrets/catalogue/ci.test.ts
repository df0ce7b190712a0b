import { expect, test } from 'vitest';
import { CI } from './ci.ts';
import { faultsOf } from './test-support.ts';

test.each(CI)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
