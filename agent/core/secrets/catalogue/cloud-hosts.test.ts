import { expect, test } from 'vitest';
import { CLOUD_HOSTS } from './cloud-hosts.ts';
import { faultsOf } from './test-support.ts';

test.each(CLOUD_HOSTS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
