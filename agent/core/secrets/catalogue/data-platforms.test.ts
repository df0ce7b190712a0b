import { expect, test } from 'vitest';
import { DATA_PLATFORMS } from './data-platforms.ts';
import { faultsOf } from './test-support.ts';

test.each(DATA_PLATFORMS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
