import { expect, test } from 'vitest';
import { isNamedSecret } from './named-secret.ts';

test.each([
  ['password = "', 'hunter2!A', '"', true],
  ['password = "', 'changeme', '"', false],
  ['password = ', 'getPassword()', '', false],
  ['DB_PASSWORD := ', 'hunter2!A', '\n', true],
  ['DB_PASSWORD ?= ', 'hunter2!A', '\n', true],
  ['DB_PASSWORD := ', 'hunter2!A', '(', false],
  ['password := ', 'otherPassword2', '\n', false],
  ['password{"', 'hunter2!A', '"', true],
  ['password ', 'hunter2!A', '"', false],
])('%s%s', (head, secret, next, expected) => {
  expect(isNamedSecret({ before: '', head, secret, next, cutOff: false })).toBe(expected);
});

test.each([
  ['7z a --', 'password ', true],
  ['7z a -pCSG_', 'PASSWORD_QGFNFQN2 ', false],
])(
  'what stands behind an option is its value, and behind what stands for a secret nothing: %s%s',
  (before, head, expected) => {
    expect(isNamedSecret({ before, head, secret: 'backup.7z', next: ' ', cutOff: false })).toBe(expected);
  },
);
