import { expect, test } from 'vitest';
import { MAIL } from './mail.ts';
import { faultsOf } from './test-support.ts';

test.each(MAIL)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
