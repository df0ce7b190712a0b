import { expect, test } from 'vitest';
import { IDENTITY } from './identity.ts';
import { faultsOf } from './test-support.ts';

test.each(IDENTITY)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
