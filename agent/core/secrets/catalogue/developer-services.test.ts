import { expect, test } from 'vitest';
import { DEVELOPER_SERVICES } from './developer-services.ts';
import { faultsOf } from './test-support.ts';

test.each(DEVELOPER_SERVICES)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
