import { expect, test } from 'vitest';
import { SOCIAL } from './social.ts';
import { faultsOf } from './test-support.ts';

test.each(SOCIAL)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
