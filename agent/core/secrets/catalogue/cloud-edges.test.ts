import { expect, test } from 'vitest';
import { CLOUD_EDGES } from './cloud-edges.ts';
import { faultsOf } from './test-support.ts';

test.each(CLOUD_EDGES)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
