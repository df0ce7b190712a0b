import { expect, test } from 'vitest';
import { CODE_QUALITY } from './code-quality.ts';
import { faultsOf } from './test-support.ts';

test.each(CODE_QUALITY)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
