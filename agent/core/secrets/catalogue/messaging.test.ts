import { expect, test } from 'vitest';
import { MESSAGING } from './messaging.ts';
import { faultsOf } from './test-support.ts';

test.each(MESSAGING)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
