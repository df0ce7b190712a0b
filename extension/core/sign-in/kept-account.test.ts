import { describe, expect, test } from 'vitest';
import { accountIn, agentTokenState, isAccessOver, type KeptAccount } from './kept-account.ts';

const NOW = Date.UTC(2026, 10, 21);
const DAY = 24 * 3600_000;

const account: KeptAccount = {
  collector: 'https://countersign.example',
  client: { issuer: 'https://id.example', clientId: 'editor', scopes: ['openid'], parameters: {} },
  access: { token: 'a.b.c', endsMs: NOW + 600_000 },
  refreshToken: null,
  agent: {
    name: 'agent-1',
    token: 'x'.repeat(43),
    subject: 'robin',
    groups: ['dev'],
    expiresAt: new Date(NOW + 30 * DAY).toISOString(),
  },
};

describe('what is kept of an account', () => {
  test('is read as it was written', () => {
    expect(accountIn(JSON.stringify(account))).toEqual(account);
  });

  test.each([
    ['nothing', undefined],
    ['no JSON', '{'],
    ['another version', JSON.stringify({ ...account, access: 'a.b.c' })],
    ['a token of no form of ours', JSON.stringify({ ...account, agent: { ...account.agent, token: '\n' } })],
    ['more than is known', JSON.stringify({ ...account, password: 'x' })],
  ])('is nobody where it is %s', (_name, kept) => {
    expect(accountIn(kept)).toBeNull();
  });
});

test.each([
  [600_000, false],
  [60_001, false],
  [60_000, true],
  [-1, true],
])('an access token that ends in %i ms is over: %s', (leftMs, isOver) => {
  const access = { ...account.access, endsMs: NOW + leftMs };
  expect(isAccessOver({ ...account, access }, NOW)).toBe(isOver);
});

test.each([
  [30 * DAY, 'good'],
  [7 * DAY + 1, 'good'],
  [7 * DAY, 'due'],
  [1, 'due'],
  [0, 'over'],
] as const)("an agent's token that ends in %i ms is %s", (leftMs, state) => {
  expect(agentTokenState(NOW + leftMs, NOW)).toBe(state);
});
