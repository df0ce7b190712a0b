import { expect, test } from 'vitest';
import { GITHUB } from './github.ts';
import { faultsOf } from './test-support.ts';

test.each(GITHUB)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
