import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import type { JsonObject } from '../../protocol/json.ts';
import {
  openTestCollector,
  type TestChain,
  type TestCollector,
  testChain,
} from '../../test/support/collector.ts';

const HOUR_MS = 3_600_000;

let collector: TestCollector;
let auditor: CollectorClient;
let agent: CollectorClient;
let chain: TestChain;

beforeEach(async () => {
  collector = await openTestCollector({ maxOverviewSeries: 2, maxOverviewRows: 2 });
  auditor = await collector.client('auditor');
  agent = await collector.client('agent');
  chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
});

afterEach(() => collector.close());

function operation(kind: string, repository: string): JsonObject {
  const rules = [{ id: `rule of ${repository}`, hash: 'a' }];
  return {
    operation: { kind, repository },
    decisions: [{ action: { kind }, verdict: 'accepted', rules }],
  };
}

async function record(count: number, detail: JsonObject, event = 'exchange.intent' as const): Promise<void> {
  await agent.sendRecords(chain.grow(count, { event, detail }));
  await expect.poll(async () => (await auditor.overview('day')).uncounted, { timeout: 30_000 }).toBe(0);
}

test('what happened stands in the hour in which it came, the largest first, and the rest in the totals', async () => {
  await record(3, operation('git.push', 'a'));
  collector.passTime(2 * HOUR_MS);
  await record(2, operation('git.fetch', 'b'));
  await record(1, operation('tunnel', 'c'));
  const { since, until, operations, decisions, repositories, rules } = await auditor.overview('day');
  expect([since, until]).toEqual(['2026-11-20T11:00:00.000Z', '2026-11-21T11:00:00.000Z']);
  const last = (counts: readonly number[]) => counts.slice(-3);
  expect(operations.totals).toHaveLength(24);
  expect(last(operations.totals)).toEqual([3, 0, 3]);
  expect(operations.series.map(({ name, total, counts }) => [name, total, ...last(counts)])).toEqual([
    ['git.push', 3, 3, 0, 0],
    ['git.fetch', 2, 0, 0, 2],
  ]);
  expect(decisions.series).toMatchObject([{ name: 'accepted', total: 6 }]);
  expect(repositories).toEqual([
    { name: 'a', count: 3, waitedMs: 0 },
    { name: 'b', count: 2, waitedMs: 0 },
  ]);
  expect(rules.map(({ name }) => name)).toEqual(['rule of a', 'rule of b']);
});

test('what is older than the window is left out, and a longer one has it', async () => {
  await record(1, operation('git.push', 'a'));
  collector.passTime(30 * HOUR_MS);
  expect((await auditor.overview('day')).operations.series).toEqual([]);
  for (const window of ['week', 'month'] as const) {
    const { operations, bucketMs } = await auditor.overview(window);
    const days = window === 'week' ? 7 : 30;
    expect(operations.totals.length * bucketMs).toBe(days * 24 * HOUR_MS);
    expect(operations.totals.filter((count) => count > 0)).toEqual([1]);
    expect(operations.series).toMatchObject([{ total: 1, counts: operations.totals }]);
  }
});

test('is for auditors', async () => {
  await expect((await collector.client('reviewer')).overview('day')).rejects.toMatchObject({
    refusal: 'forbidden',
  });
});
