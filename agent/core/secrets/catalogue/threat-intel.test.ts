import { expect, test } from 'vitest';
import { faultsOf } from './test-support.ts';
import { THREAT_INTEL } from './threat-intel.ts';

test.each(THREAT_INTEL)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
