import { describe, expect, it } from 'vitest';
import type { AgentStatus } from '../../protocol/control.ts';
import { connectedStatus } from './connected-status.test-support.ts';
import type { LinkState } from './link-state.ts';
import { protectionLabel, protectionMeaning, protectionOf, type Seen } from './protection.ts';

const FILE = { origin: 'file', alarm: null } as const;
const FEED = { kind: 'enforced', origin: 'feed', hash: 'h', version: 3 } as const;
const ALARM = { alarm: { code: 'stale', reason: 'the feed is too old', since: '2026-11-21T08:00:00.000Z' } };

const VOUCHED: Partial<AgentStatus> = {
  policy: { ...FEED, alarm: null },
  hosts: [{ suffix: 'github.com', kind: 'git', ssh: 'warn', enforcedBy: 'gateway' }],
};

function seen(status: Partial<AgentStatus> = {}, rest: Partial<Seen> = {}): Seen {
  const link: LinkState = { kind: 'connected', status: { ...connectedStatus(), ...status } };
  return { link, wiring: { kind: 'applied' }, wayRound: null, bypass: 'possible', ...rest };
}

describe('what may be promised', () => {
  const rows: readonly (readonly [string, Seen, string, string])[] = [
    ['all is well', seen(), 'guided', ''],
    ['a gateway enforces, and no way round is left', seen(VOUCHED, { bypass: 'closed' }), 'enforced', ''],
    ['a gateway enforces, and there may be a way round', seen(VOUCHED), 'guided', ''],
    ['no way round is left, and nobody enforces', seen({}, { bypass: 'closed' }), 'guided', ''],
    [
      'a policy of this machine says so itself',
      seen({ ...VOUCHED, policy: { ...FEED, ...FILE } }, { bypass: 'closed' }),
      'guided',
      '',
    ],
    ['the agent starts', seen({}, { link: { kind: 'starting' } }), 'unprotected', 'starting'],
    [
      'the agent is down',
      seen({}, { link: { kind: 'down', reason: 'port 7420 is taken', retryMs: null } }),
      'unprotected',
      '7420',
    ],
    ['nothing is set up', seen({}, { wiring: { kind: 'none' } }), 'unprotected', 'not led'],
    [
      'a setting was changed',
      seen({}, { wiring: { kind: 'changed', what: 'http.proxy' } }),
      'unprotected',
      'http.proxy',
    ],
    [
      'extensions may go round the proxy',
      seen(VOUCHED, { bypass: 'closed', wayRound: 'http.noProxy leaves out github.com' }),
      'unprotected',
      'http.noProxy leaves out github.com',
    ],
    [
      'there is no policy',
      seen({ policy: { ...FILE, kind: 'none', reason: 'line 3' } }),
      'attention',
      'line 3',
    ],
    ['the feed raises an alarm', seen({ policy: { ...FEED, ...ALARM } }), 'attention', 'too old'],
    ['the journal is full', seen({ journal: { kind: 'full', seq: 1 } }), 'attention', 'full'],
    ['the journal fails', seen({ journal: { kind: 'failed', seq: 1 } }), 'attention', 'cannot be written'],
    [
      'the collector is away',
      seen({ shipping: { kind: 'retrying', reason: 'refused' } }),
      'attention',
      'refused',
    ],
    [
      'the collector rewrote its log',
      seen({ shipping: { kind: 'faulted', reason: 'fork' } }, { bypass: 'closed' }),
      'attention',
      'fork',
    ],
  ];

  it.each(rows)('when %s', (_, input, kind, words) => {
    const protection = protectionOf(input);
    expect(protection.kind).toBe(kind);
    expect(protectionMeaning(protection)).toContain(words);
  });
});

it('has four labels', () => {
  const labels = (['enforced', 'guided'] as const).map((kind) => protectionLabel({ kind }));
  const others = (['attention', 'unprotected'] as const).map((kind) => protectionLabel({ kind, reason: '' }));
  expect([...labels, ...others]).toEqual(['Enforced', 'Guided', 'Needs attention', 'Not protected']);
});
