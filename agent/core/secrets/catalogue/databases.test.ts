import { expect, test } from 'vitest';
import { DATABASES } from './databases.ts';
import { faultsOf } from './test-support.ts';

test.each(DATABASES)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
