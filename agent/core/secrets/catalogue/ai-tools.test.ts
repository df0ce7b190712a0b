import { expect, test } from 'vitest';
import { AI_TOOLS } from './ai-tools.ts';
import { faultsOf } from './test-support.ts';

test.each(AI_TOOLS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
