import { expect, test } from 'vitest';
import { isNamedSecret } from './named-secret.ts';

test.each([
  ['password = "', 'hunter2!A', '"', true],
  ['password = "', 'changeme', '"', false],
  ['password = ', 'getPassword()', '', false],
])('%s%s', (head, secret, next, expected) => {
  expect(isNamedSecret({ before: '', head, secret, next, cutOff: false })).toBe(expected);
});
