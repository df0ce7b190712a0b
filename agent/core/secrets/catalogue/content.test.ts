import { expect, test } from 'vitest';
import { CONTENT } from './content.ts';
import { faultsOf } from './test-support.ts';

test.each(CONTENT)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
