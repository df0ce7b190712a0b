import { expect, test } from 'vitest';
import { DEVICES } from './devices.ts';
import { faultsOf } from './test-support.ts';

test.each(DEVICES)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
