import { expect, test } from 'vitest';
import { GITLAB } from './gitlab.ts';
import { faultsOf } from './test-support.ts';

test.each(GITLAB)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
