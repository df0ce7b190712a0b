import { expect, test } from 'vitest';
import { PROJECT_TOOLS } from './project-tools.ts';
import { faultsOf } from './test-support.ts';

test.each(PROJECT_TOOLS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
