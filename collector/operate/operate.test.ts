import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askFor, openTestCollector, type TestCollector, testChain } from '../../test/support/collector.ts';
import { startCollector } from '../server.ts';
import { createHealth, HEALTH_PARTS, type HealthPart } from './health.ts';

let collector: TestCollector;

beforeEach(async () => {
  collector = await openTestCollector({ publishMs: 5, indexPauseMs: 5 });
});

afterEach(() => collector.close());

async function ready(): Promise<{ readonly status: number; readonly problems: readonly string[] }> {
  const response = await fetch(`${collector.url}/readyz`);
  const { problems } = (await response.json()) as { problems: readonly string[] };
  return { status: response.status, problems };
}

async function until(status: number): Promise<readonly string[]> {
  for (;;) {
    const seen = await ready();
    if (seen.status === status) return seen.problems;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('it is ready, says so to anybody, and alive as well', async () => {
  expect(await ready()).toEqual({ status: 200, problems: [] });
  expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
});

test('it is not ready while its log cannot be written, and again when it can', async () => {
  const log = join(collector.directory, 'log');
  const chain = testChain();
  const agent = await collector.client('agent');
  await agent.enrol({ publicKey: chain.publicKey });
  await rename(log, `${log}.away`);
  await writeFile(log, 'in the way');
  await agent.sendRecords(chain.grow(1));
  expect(await until(503)).toEqual(['the log cannot be written to its files']);
  expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
  await rm(log);
  await rename(`${log}.away`, log);
  await agent.sendRecords(chain.grow(1));
  expect(await until(200)).toEqual([]);
});

test('it says so while more records than usual cannot be found yet, and goes on taking requests', async () => {
  const lagging = await openTestCollector({ maxQuietLag: 2, indexPauseMs: 60_000 });
  const chain = testChain();
  const agent = await lagging.client('agent');
  await agent.enrol({ publicKey: chain.publicKey });
  const seen = async () => {
    const response = await fetch(`${lagging.url}/readyz`);
    return { code: response.status, ...((await response.json()) as object) };
  };
  await agent.sendRecords(chain.grow(2));
  expect(await seen()).toEqual({ code: 200, status: 'ready', problems: [] });
  await agent.sendRecords(chain.grow(1));
  const problems = ['3 records cannot be found by what they say yet'];
  expect(await seen()).toEqual({ code: 200, status: 'degraded', problems });
  await lagging.close();
});

test('each part that fails is named once, until it works', () => {
  const health = createHealth();
  health.failed('log');
  health.failed('log');
  health.failed('search');
  expect(health.problems()).toEqual([
    'the log cannot be written to its files',
    'records cannot be made findable',
  ]);
  health.works('log');
  health.works('search');
  expect(health.problems()).toEqual([]);
});

test.each<[HealthPart, boolean]>([
  ['log', false],
  ['approvals', false],
  ['search', true],
  ['retention', true],
])(
  'while %s fails it is told, and requests are sent here only where no other collector would do better: %s',
  (part, isReady) => {
    const health = createHealth();
    health.failed(part);
    expect(health.isReady()).toBe(isReady);
    expect(HEALTH_PARTS.filter((each) => health.isFailing(each))).toEqual([part]);
  },
);

test('metrics count what there is, time answers by route, and name nobody', async () => {
  const home = await mkdtemp(join(tmpdir(), 'countersign-metrics-'));
  const metrics = { host: '127.0.0.1', port: 0 };
  const measured = await startCollector({ directory: home, port: 0, clock: () => new Date(), metrics });
  const scrape = async () => (await fetch(`http://127.0.0.1:${measured.metricsPort}/metrics`)).text();
  await fetch(`${measured.url}/v1/approvals/${askFor().binding.requester}`);
  await fetch(`${measured.url}/somebody/chose/this`);
  const text = await scrape();
  expect(text).toMatch(/^countersign_log_records 0$/m);
  expect(text).toMatch(/^countersign_approvals_pending 0$/m);
  expect(text).toMatch(/duration_seconds_count\{method="GET",route="\/v1\/approvals\/:id",status="401"\} 1/);
  expect(text).toMatch(/duration_seconds_count\{method="GET",route="none",status="404"\} 1/);
  expect(text).not.toMatch(/developer|somebody/);
  expect(text).toMatch(/^process_cpu_seconds_total/m);
  await measured.close();
  await expect(scrape()).rejects.toThrow();
  await rm(home, { recursive: true, force: true });
});
