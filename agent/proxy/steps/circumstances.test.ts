import { expect, test } from 'vitest';
import type { VouchedSession } from '../../identity/vouched-session.ts';
import { circumstancesOf } from './circumstances.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const CI = {
  provider: 'github-actions',
  repository: 'octo-org/demo',
  repositoryId: '123',
  ref: 'refs/heads/main',
  environment: 'production',
  workflow: '',
  event: 'push',
  runId: '7',
} as const;
const VOUCHED: VouchedSession = {
  kind: 'pipeline',
  actsFor: null,
  claims: { aud: ['x'] },
  ci: CI,
  untilMs: NOW.getTime() + 1,
};

test('the claims of a verified token are known', () => {
  expect(circumstancesOf(NOW, { vouched: VOUCHED })).toEqual({
    atMs: NOW.getTime(),
    claims: { aud: ['x'] },
    ci: CI,
  });
});

test.each<[string, VouchedSession | null]>([
  ['of nobody', null],
  ['of a token that has lapsed', { ...VOUCHED, untilMs: NOW.getTime() }],
  ['with an end that cannot be read', { ...VOUCHED, untilMs: Number.NaN }],
])('claims %s are not known', (_what, vouched) => {
  expect(circumstancesOf(NOW, { vouched })).toEqual({ atMs: NOW.getTime(), claims: null, ci: null });
});
