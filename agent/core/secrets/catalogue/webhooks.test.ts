import { expect, test } from 'vitest';
import { faultsOf } from './test-support.ts';
import { WEBHOOKS } from './webhooks.ts';

test.each(WEBHOOKS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
