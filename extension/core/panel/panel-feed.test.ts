import { expect, test } from 'vitest';
import type { PanelSlice } from '../../../protocol/panel.ts';
import { type AgentCall, AgentCallError } from './panel-asks.ts';
import { feedPanel, tellAll } from './panel-feed.ts';

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/v1/holds': { holds: [] },
  '/v1/inbox': { me: { subject: 'rita', roles: ['reviewer'], groups: [], loggedInAt: null }, approvals: [] },
  '/v1/masked': { secrets: [] },
  '/v1/activity': { sessions: [] },
  '/v1/policy': { state: { kind: 'none', reason: 'r', origin: 'file' }, rules: [], workspace: null },
};

interface Given {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly reviewer?: string | null;
  readonly changes?: (after: number) => unknown;
}

function feed({ answers = {}, reviewer = null, changes = () => ({ revision: 0 }) }: Given = {}) {
  const calls: AgentCall[] = [];
  const slices: PanelSlice[] = [];
  const pauses: number[] = [];
  const stop = { isOver: false };
  const ports = {
    call: async (call: AgentCall) => {
      calls.push(call);
      const [, after] = /^\/v1\/changes\?after=(\d+)$/.exec(call.path) ?? [];
      const answer = after === undefined ? { ...ANSWERS, ...answers }[call.path] : changes(Number(after));
      if (answer instanceof Error) throw answer;
      return answer;
    },
    reviewerAuthorization: async () => reviewer,
    workspace: async () => ({ remote: 'https://github.com/o/r', branch: 'main' }),
    pause: async (ms: number) => void pauses.push(ms),
    onSlice: (slice: PanelSlice) => void slices.push(slice),
  };
  return { ports, calls, slices, pauses, stop };
}

test('all parts are told, the policy for this workspace', async () => {
  const { ports, calls, slices, stop } = feed();
  await tellAll(ports, stop);
  expect(slices.map(({ part, value }) => [part, value.kind])).toEqual([
    ['holds', 'known'],
    ['inbox', 'signed-out'],
    ['masked', 'known'],
    ['activity', 'known'],
    ['policy', 'known'],
  ]);
  expect(calls.find(({ path }) => path === '/v1/policy')?.body).toEqual({
    remote: 'https://github.com/o/r',
    branch: 'main',
  });
});

test('the inbox is asked for in the name of who signed in', async () => {
  const { ports, calls, slices, stop } = feed({ reviewer: 'Bearer t' });
  await tellAll(ports, stop);
  expect(calls.find(({ path }) => path === '/v1/inbox')?.authorization).toBe('Bearer t');
  expect(slices[1]).toMatchObject({ part: 'inbox', value: { kind: 'known' } });
});

test.each<[string, unknown]>([
  ['no', new AgentCallError('away', 'no agent is running')],
  ['another shape', { holds: 'all' }],
])('a part that is answered with %s fails alone', async (_what, answer) => {
  const { ports, slices, stop } = feed({ answers: { '/v1/holds': answer } });
  await tellAll(ports, stop);
  expect(slices.map(({ value }) => value.kind)).toEqual(['failed', 'signed-out', 'known', 'known', 'known']);
});

test('it asks on from the revision it has seen, and rests after a failure', async () => {
  const asked: number[] = [];
  const { ports, pauses, stop } = feed({
    changes: (after) => {
      asked.push(after);
      if (asked.length === 3) stop.isOver = true;
      return asked.length === 2 ? new AgentCallError('away', 'x') : { revision: 7 };
    },
  });
  await feedPanel(ports, stop);
  expect(asked).toEqual([0, 7, 0]);
  expect(pauses).toEqual([500, 500, 3000, 500]);
});

test('nothing is told to a panel that has gone', async () => {
  const { ports, slices, stop } = feed();
  stop.isOver = true;
  await tellAll(ports, stop);
  await feedPanel(ports, stop);
  expect(slices).toEqual([]);
});

test('a fault ends it', async () => {
  const { ports, stop } = feed({ answers: { '/v1/holds': new TypeError('x') } });
  await expect(feedPanel(ports, stop)).rejects.toThrow(TypeError);
});
