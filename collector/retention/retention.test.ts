import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { isClosed } from '../../protocol/record-content.ts';
import type { HoldRequest } from '../../protocol/retention.ts';
import {
  askFor,
  openTestCollector,
  type TestChain,
  type TestCollector,
  testChain,
} from '../../test/support/collector.ts';

const DAY_MS = 24 * 60 * 60_000;
const SOON = { timeout: 30_000, interval: 20 };

let collector: TestCollector;
let admin: CollectorClient;
let auditor: CollectorClient;
let agent: CollectorClient;
let chain: TestChain;

beforeAll(async () => {
  const retention = { prompt: 10 * DAY_MS, answer: 30 * DAY_MS, review: 20 * DAY_MS };
  collector = await openTestCollector(
    { retentionEveryMs: 20, retentionRetryMs: 20, indexPauseMs: 5 },
    { retention },
  );
  [admin, auditor, agent] = await Promise.all([
    collector.client('admin'),
    collector.client('auditor'),
    collector.client('agent'),
  ]);
  chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
});

afterAll(() => collector.close());

async function say(session: string): Promise<void> {
  const content = (side: string) => ({
    event: 'exchange.content' as const,
    session,
    detail: { side, salt: `${session} ${side}`, parts: [{ part: 0, text: `${side} of ${session}` }] },
  });
  await agent.sendRecords([
    ...chain.grow(1, { event: 'session.opened', session, detail: { subject: `user of ${session}` } }),
    ...chain.grow(1, content('prompt')),
    ...chain.grow(1, content('answer')),
  ]);
}

async function recordsOf(session: string) {
  return (await auditor.records({ session })).records.map(({ record }) => record);
}

async function closedIn(session: string): Promise<readonly unknown[]> {
  return (await recordsOf(session)).filter(isClosed).map(({ detail }) => detail['side']);
}

const ownId = async (): Promise<string> => {
  const agents = (await auditor.agents()).agents;
  return agents.find(({ subject }) => subject === 'collector')?.agent ?? '';
};

test('what was said goes in its time, each side in its own, and the log says so', async () => {
  await say('first');
  collector.passTime(9 * DAY_MS);
  await expect
    .poll(async () => (await auditor.retention()).lastRunAt, SOON)
    .toBe(collector.now().toISOString());
  expect(await closedIn('first')).toEqual([]);
  collector.passTime(2 * DAY_MS);
  await expect.poll(() => closedIn('first'), SOON).toEqual(['prompt']);
  const [told] = (await recordsOf('first')).slice(-1);
  expect(told).toMatchObject({
    agent: await ownId(),
    seq: 1,
    event: 'content.destroyed',
    detail: {
      of: chain.id,
      contents: [{ side: 'prompt', day: '2026-11-21' }],
      records: 1,
      reason: 'retention',
      source: 'settings',
    },
  });
  const { publicKey } = (await auditor.agents()).agents.find(({ agent: id }) => id === told?.agent) ?? {};
  expect(
    createHash('sha256')
      .update(Buffer.from(publicKey ?? '', 'base64'))
      .digest('hex'),
  ).toBe(told?.agent);
  collector.passTime(20 * DAY_MS);
  await expect.poll(() => closedIn('first'), SOON).toEqual(['prompt', 'answer']);
});

test('what reviewers were shown goes in its time, and the approval stays with its decision', async () => {
  const reviewer = await collector.client('reviewer');
  const approval = await agent.ask(askFor({ summary: { session: 'reviewed' } }));
  await reviewer.vote(approval.id, { verdict: 'deny', reason: 'not today' });
  expect(await reviewer.review(approval.id)).toMatchObject({ diff: askFor().diff, isDestroyed: false });
  const day = collector.now().toISOString().slice(0, 10);
  collector.passTime(22 * DAY_MS);
  const shown = async () => (await reviewer.review(approval.id)).isDestroyed;
  await expect.poll(shown, SOON).toBe(true);
  expect((await reviewer.get(approval.id)).state).toMatchObject({ kind: 'denied', reason: 'not today' });
  const [told] = await recordsOf('reviewed');
  const { id, binding } = approval;
  expect(told).toMatchObject({ agent: await ownId(), event: 'review.destroyed' });
  expect(told?.detail).toEqual({
    ...{ approval: id, day, subject: binding.requester, repository: 'git.example/octo-org/demo' },
    ...{ reason: 'retention', source: 'settings' },
  });
  reviewer.close();
});

describe('a hold', () => {
  test('beats retention until it is released, and both are records of the log', async () => {
    await say('held');
    await auditor.records({ subject: 'user of held' });
    const hold = await admin.hold({ subject: 'user of held', reason: 'case 7' });
    expect((await auditor.holds()).holds).toEqual([hold]);
    expect(hold).toMatchObject({ subject: 'user of held', session: null, reason: 'case 7', by: 'admin' });
    await say('other');
    collector.passTime(40 * DAY_MS);
    await expect.poll(() => closedIn('other'), SOON).toEqual(['prompt', 'answer']);
    expect(await closedIn('held')).toEqual([]);
    expect((await admin.retention()).due).toEqual([
      { side: 'answer', isHeld: true, sessions: 1, records: 1 },
      { side: 'prompt', isHeld: true, sessions: 1, records: 1 },
    ]);
    await admin.releaseHold(hold.id);
    await expect.poll(() => closedIn('held'), SOON).toEqual(['prompt', 'answer']);
    const own = (await auditor.records({ agent: await ownId() })).records.map(({ record }) => record);
    const holds = own.filter(({ event }) => event.startsWith('hold.'));
    expect(holds.map(({ event, detail }) => [event, detail['hold'], detail['reason'], detail['by']])).toEqual(
      [
        ['hold.placed', hold.id, 'case 7', 'admin'],
        ['hold.released', hold.id, 'case 7', 'admin'],
      ],
    );
  });

  test.each<[string, HoldRequest]>([
    ['of everything', { reason: 'a case' }],
    ['for no reason', { subject: 'dana', reason: '' }],
    ['of a time that ends before it begins', { since: later(1), until: later(0), reason: 'a case' }],
  ])('%s is refused', async (_name, request) => {
    await expect(admin.hold(request)).rejects.toMatchObject({ refusal: 'invalid' });
    expect((await admin.holds()).holds).toEqual([]);
  });

  test('is placed and released by an administrator alone, and only while it is there', async () => {
    const request = { subject: 'dana', reason: 'a case' };
    for (const other of [auditor, agent]) {
      await expect(other.hold(request)).rejects.toMatchObject({ refusal: 'forbidden' });
      await expect(other.releaseHold(1)).rejects.toMatchObject({ refusal: 'forbidden' });
    }
    await expect(agent.retention()).rejects.toMatchObject({ refusal: 'forbidden' });
    await expect(admin.releaseHold(999)).rejects.toMatchObject({ refusal: 'not-found' });
  });
});

function later(ms: number): string {
  return new Date(Date.parse('2026-11-21T08:00:00.000Z') + ms).toISOString();
}
