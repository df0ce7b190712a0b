import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isClosed } from '../../protocol/record-content.ts';
import { openTestCollector, type TestCollector, testChain } from '../../test/support/collector.ts';
import { publishedFiles } from '../../test/support/feed-files.ts';

const DAY_MS = 24 * 60 * 60_000;
const POLICY = 'version: 1\nhosts: []\nretention: { content: 10d }\nrules: []\n';
const PROBLEM = 'what is older than it is kept cannot be destroyed';

let folder: string;
let collector: TestCollector;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-kept-'));
  await publish(POLICY, 1);
  collector = await openTestCollector(
    { retentionEveryMs: 20, retentionRetryMs: 20, indexPauseMs: 5 },
    { feedDirectory: folder, metrics: { host: '127.0.0.1', port: 0 } },
  );
});

afterAll(async () => {
  await collector.close();
  await rm(folder, { recursive: true });
});

async function publish(policy: string, version: number): Promise<void> {
  for (const [name, content] of Object.entries(publishedFiles(policy, version))) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

async function problems(): Promise<readonly string[]> {
  const response = await fetch(`${collector.url}/readyz`);
  expect(response.status).toBe(200);
  const { status, problems: said } = (await response.json()) as {
    readonly status: string;
    readonly problems: readonly string[];
  };
  expect(status).toBe(said.length === 0 ? 'ready' : 'degraded');
  return said;
}

/** The value of a gauge that says something of retention. */
async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${collector.metricsPort()}/metrics`)).text();
  const prefix = `countersign_${name} `;
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(prefix))
      ?.slice(prefix.length),
  );
}
const failing = () => gauge('part_failing{part="retention"}');

const lastRun = () => gauge('retention_last_run_timestamp_seconds');

test('while the policy cannot be read nothing goes, which readiness and metrics say; then what is due goes', async () => {
  const [agent, auditor, admin] = await Promise.all([
    collector.client('agent'),
    collector.client('auditor'),
    collector.client('admin'),
  ]);
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  const detail = { side: 'prompt', salt: 'a salt', parts: [{ part: 0, text: 'hello' }] };
  await agent.sendRecords(chain.grow(1, { event: 'exchange.content', detail }));
  const closed = async () =>
    (await auditor.records({ session: 's1' })).records.filter(({ record }) => isClosed(record)).length;
  const ranAt = collector.now().getTime() / 1000;
  await expect.poll(lastRun).toBe(ranAt);
  expect(await gauge('holds')).toBe(0);
  expect(await problems()).toEqual([]);

  await writeFile(join(folder, '1.targets.json'), '{');
  await expect.poll(problems).toEqual([PROBLEM]);
  expect(await failing()).toBe(1);
  await expect(auditor.retention()).rejects.toMatchObject({ refusal: 'policy-unreadable' });
  collector.passTime(12 * DAY_MS);
  const hold = await admin.hold({ session: 'another', reason: 'case 7' });
  expect(await gauge('holds')).toBe(1);
  await admin.releaseHold(hold.id);
  expect(await closed()).toBe(0);
  expect(await lastRun()).toBe(ranAt);

  await publish(POLICY, 2);
  await expect.poll(problems).toEqual([]);
  expect(await failing()).toBe(0);
  await expect.poll(closed).toBe(1);
  await expect.poll(lastRun).toBe(ranAt + (12 * DAY_MS) / 1000);
  await expect.poll(() => gauge('retention_sweeping_keys')).toBe(0);
  const [told] = (await auditor.records({ event: 'content.destroyed' })).records;
  expect(told?.record.detail['source']).toBe('policy');
});

test('after a start nothing that was said is read while the policy cannot be, and it is soon looked at again', async () => {
  const home = await mkdtemp(join(tmpdir(), 'countersign-unread-'));
  const feedDirectory = join(home, 'feed');
  const files = publishedFiles(POLICY);
  const put = async (name: string, content: string) => {
    await mkdir(dirname(join(feedDirectory, name)), { recursive: true });
    await writeFile(join(feedDirectory, name), content);
  };
  for (const [name, content] of Object.entries(files)) await put(name, content);
  const slow = await openTestCollector({ retentionEveryMs: DAY_MS, retentionRetryMs: 20 }, { feedDirectory });
  const [agent, auditor, reviewer] = await Promise.all([
    slow.client('agent'),
    slow.client('auditor'),
    slow.client('reviewer'),
  ]);
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  const detail = { side: 'prompt', salt: 'a salt', parts: [{ part: 0, text: 'hello' }] };
  await agent.sendRecords(chain.grow(1, { event: 'exchange.content', detail }));
  await slow.stop();
  await put('1.targets.json', '{');
  slow.passTime(12 * DAY_MS);
  await slow.start();
  await expect(auditor.records({ session: 's1' })).rejects.toMatchObject({ refusal: 'policy-unreadable' });
  await expect(reviewer.list({})).rejects.toMatchObject({ refusal: 'policy-unreadable' });
  await agent.sendRecords(chain.grow(1));
  expect(await agent.list({})).toMatchObject({ approvals: [] });
  await put('1.targets.json', files['1.targets.json'] ?? '');
  const read = () => auditor.records({ session: 's1' }).catch(() => null);
  await expect.poll(read).not.toBeNull();
  expect((await read())?.records.map(({ record }) => isClosed(record))).toEqual([true, false, false]);
  for (const client of [agent, auditor, reviewer]) client.close();
  await slow.close();
  await rm(home, { recursive: true });
});
