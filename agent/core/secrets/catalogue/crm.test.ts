import { expect, test } from 'vitest';
import { CRM } from './crm.ts';
import { faultsOf } from './test-support.ts';

test.each(CRM)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
