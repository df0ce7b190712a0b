import { expect, test } from 'vitest';
import { CLOUD_GOOGLE } from './cloud-google.ts';
import { faultsOf } from './test-support.ts';

test.each(CLOUD_GOOGLE)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
