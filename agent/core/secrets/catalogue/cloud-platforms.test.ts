import { expect, test } from 'vitest';
import { CLOUD_PLATFORMS } from './cloud-platforms.ts';
import { faultsOf } from './test-support.ts';

test.each(CLOUD_PLATFORMS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
