import { expect, test } from 'vitest';
import { faultsOf } from './test-support.ts';
import { WORK_TOOLS } from './work-tools.ts';

test.each(WORK_TOOLS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
