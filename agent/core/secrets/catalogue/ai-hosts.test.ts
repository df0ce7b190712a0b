import { expect, test } from 'vitest';
import { AI_HOSTS } from './ai-hosts.ts';
import { faultsOf } from './test-support.ts';

test.each(AI_HOSTS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
