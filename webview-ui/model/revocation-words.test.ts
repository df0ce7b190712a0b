import { expect, test } from 'vitest';
import type { Revocation } from '../../protocol/revocation.ts';
import { revocationOf } from './revocation-words.ts';

const REVOKED: Revocation = {
  id: 1,
  kind: 'agent',
  target: 'a',
  reason: 'lost',
  by: 'admin',
  at: '2026-11-21T08:00:00.000Z',
};

test.each([
  ['agent', 'a', REVOKED],
  ['agent', 'b', null],
  ['subject', 'a', null],
] as const)('%s %s', (kind, target, expected) => {
  expect(revocationOf([REVOKED], kind, target)).toBe(expected);
});
