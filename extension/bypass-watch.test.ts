import { beforeEach, expect, test } from 'vitest';
import { BypassWatch } from './bypass-watch.ts';
import { connectedStatus } from './core/connected-status.test-support.ts';
import type { DoctorReport } from './core/doctor-report.ts';
import type { LinkState } from './core/link-state.ts';

const VOUCHED: LinkState = {
  kind: 'connected',
  status: {
    ...connectedStatus(),
    policy: { kind: 'enforced', origin: 'feed', hash: 'h', version: 3, alarm: null },
    hosts: [{ suffix: 'github.com', kind: 'git', ssh: 'warn', enforcedBy: 'gateway' }],
  },
};

let found: string[];
let nowMs: number;

beforeEach(() => {
  found = [];
  nowMs = 0;
});

function watch(ask: () => Promise<Pick<DoctorReport, 'standing'>>): BypassWatch {
  return new BypassWatch({
    ask: async () => ({ checks: [], ...(await ask()) }),
    found: (bypass) => found.push(bypass),
    nowMs: () => nowMs,
    log: () => {},
  });
}

test.each([
  ['enforced', 'closed'],
  ['guided', 'possible'],
  ['bypassable', 'possible'],
  ['broken', 'possible'],
] as const)('a standing of %s means that a way round is %s', async (standing, bypass) => {
  await watch(async () => ({ standing })).hear(VOUCHED);
  expect(found).toEqual([bypass]);
});

test('looks again after an hour, and not before', async () => {
  const watching = watch(async () => ({ standing: 'enforced' }));
  for (nowMs of [0, 3_599_999, 3_600_000]) await watching.hear(VOUCHED);
  expect(found).toEqual(['closed', 'closed']);
});

test.each<[string, LinkState]>([
  ['nobody vouches', { kind: 'connected', status: connectedStatus() }],
  ['the agent is down', { kind: 'down', reason: 'x', retryMs: null }],
])('does not look where %s', async (_name, link) => {
  await watch(() => Promise.reject(new Error('asked'))).hear(link);
  expect(found).toEqual([]);
});

test('a doctor that cannot be asked closes no way', async () => {
  await watch(() => Promise.reject(new Error('gone'))).hear(VOUCHED);
  expect(found).toEqual(['possible']);
});
