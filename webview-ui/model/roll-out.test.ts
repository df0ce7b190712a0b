import { expect, test } from 'vitest';
import type { EnrolledAgent } from '../../protocol/collector-api.ts';
import type { FeedView } from '../../protocol/configuration.ts';
import { expiryOf, rollOutOf } from './roll-out.ts';

const FEED: FeedView['feed'] = {
  roles: [{ role: 'targets', version: 5, expires: '2026-12-01T00:00:00Z' }],
  policyFile: null,
};

function agent(id: string, policy: EnrolledAgent['policy']): EnrolledAgent {
  return { agent: id, policy } as EnrolledAgent;
}

test('agents stand with their policy, the one with most of them first', () => {
  const agents = [
    agent('a', { hash: 'old', version: 4 }),
    agent('b', { hash: 'new', version: 5 }),
    agent('c', null),
    agent('d', { hash: 'new', version: 5 }),
    agent('e', { hash: 'file', version: null }),
    agent('f', { hash: 'next', version: 6 }),
  ];
  expect(
    rollOutOf(agents, FEED).map(({ hash, agents: ids, standing }) => [hash, ids.join(), standing]),
  ).toEqual([
    ['new', 'b,d', 'newest'],
    ['old', 'a', 'older'],
    [null, 'c', 'unknown'],
    ['file', 'e', 'other'],
    ['next', 'f', 'newer'],
  ]);
  expect(rollOutOf(agents.slice(0, 1), null)[0]?.standing).toBe('other');
});

test.each([
  ['targets', '2026-11-21T07:59:59Z', 'over'],
  ['targets', '2026-11-21T08:00:00Z', 'over'],
  ['targets', 'whenever', 'over'],
  ['targets', '2026-11-23T08:00:00Z', 'soon'],
  ['targets', '2026-11-29T08:00:00Z', 'later'],
  ['timestamp', '2026-11-22T07:00:00Z', 'later'],
  ['timestamp', '2026-11-21T13:00:00Z', 'soon'],
  ['root', '2026-12-20T08:00:00Z', 'soon'],
] as const)('%s that ends at %s: %s', (role, expires, expiry) => {
  expect(expiryOf({ role, expires }, Date.parse('2026-11-21T08:00:00Z'))).toBe(expiry);
});
