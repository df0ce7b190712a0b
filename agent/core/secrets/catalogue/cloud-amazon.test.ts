import { expect, test } from 'vitest';
import { CLOUD_AMAZON } from './cloud-amazon.ts';
import { faultsOf } from './test-support.ts';

test.each(CLOUD_AMAZON)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
