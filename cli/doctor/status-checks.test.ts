import { describe, expect, it } from 'vitest';
import type { AgentStatus } from '../../protocol/control.ts';
import { type Check, type Outcome, type Standing, standingOf } from './check.ts';
import { statusChecks } from './status-checks.ts';
import { shellCheck } from './trust-checks.ts';

const STATUS: AgentStatus = {
  version: '1.0.0',
  control: 1,
  startedBy: 'command',
  pid: 1,
  agent: 'a',
  subject: 'developer',
  proxy: { host: '127.0.0.1', port: 7420 },
  policy: { kind: 'enforced', hash: 'abcdef', version: null, origin: 'file', alarm: null },
  journal: { kind: 'healthy', seq: 3 },
  shipping: { kind: 'shipping', reason: '' },
  collector: { url: 'http://127.0.0.1:1' },
  hosts: [],
  windows: 0,
  sessions: 0,
  exchanges: 0,
};
const FILE = { origin: 'file', alarm: null } as const;
const ALARM = { code: 'expired', reason: 'the timestamp is too old', since: '2026-11-21T08:00:00.000Z' };

describe('an agent', () => {
  const rows: readonly (readonly [string, Partial<AgentStatus>, readonly string[]])[] = [
    ['with nothing wrong', {}, []],
    ['without a policy', { policy: { ...FILE, kind: 'none', reason: 'line 3' } }, ['policy']],
    [
      'with a stale feed',
      { policy: { kind: 'enforced', hash: 'h', version: 2, origin: 'feed', alarm: ALARM } },
      ['policy'],
    ],
    ['with a full journal', { journal: { kind: 'full', seq: 1 } }, ['journal']],
    ['that cannot write', { journal: { kind: 'failed', seq: 1 } }, ['journal']],
    ['whose collector is away', { shipping: { kind: 'retrying', reason: 'refused' } }, ['shipping']],
    ['whose log was forked', { shipping: { kind: 'faulted', reason: 'fork' } }, ['shipping']],
  ];
  it.each(rows)('%s', (_, changed, expected) => {
    const broken = statusChecks({ ...STATUS, ...changed }).filter(({ outcome }) => outcome === 'failed');
    expect(broken.map(({ id }) => id)).toEqual(expected);
    for (const { mend } of broken) expect(mend).not.toBe('');
  });
});

it.each([
  [['ok', 'skipped'], 'guided'],
  [['ok', 'bypass'], 'bypassable'],
  [['bypass', 'failed'], 'broken'],
] as const)('%j comes to %s', (outcomes: readonly Outcome[], standing) => {
  const checks = outcomes.map((outcome): Check => ({ id: '', title: '', outcome, detail: '', mend: '' }));
  expect(standingOf(checks, false)).toBe(standing);
});

it.each<[readonly Outcome[], Standing]>([
  [['ok', 'ok'], 'enforced'],
  [['ok', 'skipped'], 'guided'],
  [['ok', 'bypass'], 'bypassable'],
  [['ok', 'failed'], 'broken'],
  [[], 'guided'],
])('where a gateway enforces, ways round that are %j come to %s', (outcomes, standing) => {
  const rest = { title: '', detail: '', mend: '' };
  const checks = outcomes.map((outcome): Check => ({ ...rest, id: 'bypass-x', outcome }));
  expect(standingOf([{ ...rest, id: 'agent', outcome: 'ok' }, ...checks], true)).toBe(standing);
});

const PROXY = 'http://s1:p@127.0.0.1:7420';
it.each([
  ['no session', {}, 'skipped'],
  ['a session', { COUNTERSIGN_SESSION: 's1', HTTPS_PROXY: PROXY, https_proxy: PROXY }, 'ok'],
  [
    'a session whose proxy was changed',
    { COUNTERSIGN_SESSION: 's1', HTTPS_PROXY: PROXY, https_proxy: 'http://other:1' },
    'failed',
  ],
  ['a session whose proxy is gone', { COUNTERSIGN_SESSION: 's1' }, 'failed'],
])('a shell with %s', (_, environment, outcome) => {
  expect(shellCheck(environment).outcome).toBe(outcome);
});
