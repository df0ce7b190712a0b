import { expect, test } from 'vitest';
import { MAIL_MARKETING } from './mail-marketing.ts';
import { faultsOf } from './test-support.ts';

test.each(MAIL_MARKETING)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
