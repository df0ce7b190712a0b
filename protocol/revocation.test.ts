import { expect, test } from 'vitest';
import { type RevocationList, revocationsJson } from './revocation.ts';

test.each<RevocationList>([
  {
    version: 3,
    issuedAt: '2026-11-21T08:00:00.000Z',
    revoked: [{ kind: 'subject', digest: 'a'.repeat(64) }],
  },
  { version: 3, issuedAt: '2026-11-21T08:00:00.000Z', revoked: null },
])('every member of a list is under its signature', (list) => {
  expect(revocationsJson(list)).toEqual(list);
});
