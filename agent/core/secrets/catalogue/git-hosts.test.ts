import { expect, test } from 'vitest';
import { GIT_HOSTS } from './git-hosts.ts';
import { faultsOf } from './test-support.ts';

test.each(GIT_HOSTS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
