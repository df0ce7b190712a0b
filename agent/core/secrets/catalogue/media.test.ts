import { expect, test } from 'vitest';
import { MEDIA } from './media.ts';
import { faultsOf } from './test-support.ts';

test.each(MEDIA)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
