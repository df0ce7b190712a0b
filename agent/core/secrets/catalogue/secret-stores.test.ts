import { expect, test } from 'vitest';
import { SECRET_STORES } from './secret-stores.ts';
import { faultsOf } from './test-support.ts';

test.each(SECRET_STORES)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
