import { expect, test } from 'vitest';
import { type IdentityStatement, identityJson } from './identity.ts';

test('every member of an identity is under its signature', () => {
  const statement: IdentityStatement = {
    agent: 'a',
    subject: 'dana',
    groups: ['dev'],
    kind: 'service',
    actsFor: 'robin',
    claims: { department: ['payments'] },
    ci: null,
    expiresAt: '2026-11-21T08:00:00.000Z',
  };
  expect(identityJson(statement)).toEqual(statement);
});
