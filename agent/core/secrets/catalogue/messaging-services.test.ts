import { expect, test } from 'vitest';
import { MESSAGING_SERVICES } from './messaging-services.ts';
import { faultsOf } from './test-support.ts';

test.each(MESSAGING_SERVICES)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
