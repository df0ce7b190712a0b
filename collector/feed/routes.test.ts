import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestCollector, type TestCollector } from '../../test/support/collector.ts';

let folder: string;
let collector: TestCollector;

const POLICY = `targets/${'a'.repeat(64)}.policy.yaml`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-served-'));
  await mkdir(join(folder, 'targets'));
  await timestamp(1);
  await writeFile(join(folder, '1.root.json'), '{}');
  await writeFile(join(folder, POLICY), 'version: 1\n');
  await writeFile(join(folder, 'secret.pem'), 'not for anybody');
  collector = await openTestCollector({ sweepMs: 20 }, { feedDirectory: folder });
});

afterEach(async () => {
  await collector.close();
  await rm(folder, { recursive: true });
});

async function timestamp(version: number): Promise<void> {
  await writeFile(join(folder, 'draft'), JSON.stringify({ signed: { version } }));
  await rename(join(folder, 'draft'), join(folder, 'timestamp.json'));
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${collector.url}/feed/${path}`, { headers });
}

test.each([
  ['timestamp.json', 'no-cache'],
  ['1.root.json', 'public, max-age=31536000, immutable'],
  [POLICY, 'public, max-age=31536000, immutable'],
])('%s is served to everybody, and once only to whoever has it', async (path, caching) => {
  const first = await get(path);
  expect(first.status).toBe(200);
  expect(first.headers.get('cache-control')).toBe(caching);
  const etag = first.headers.get('etag') ?? '';
  expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
  expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
});

test.each([
  '',
  'secret.pem',
  '2.root.json',
  '01.root.json',
  '../secret.pem',
  '%2e%2e/secret.pem',
  'targets/',
  'targets/x.policy.yaml',
  '1.root.json/',
  '1.root.json%00',
])('nothing else: %j', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test('whoever has a token hears of another timestamp with any answer, and agents on the stream', async () => {
  const agent = await collector.client('agent');
  const heard: number[] = [];
  agent.onFeedHint((version) => heard.push(version));
  await agent.list({});
  expect(heard).toEqual([1]);
  const stop = new AbortController();
  const events = await agent.events(stop.signal);
  await timestamp(2);
  for await (const event of events) {
    if (event.kind === 'feed' && event.timestampVersion === 2) break;
  }
  stop.abort();
  expect(heard.at(-1)).toBe(2);
});

test('a timestamp that cannot be read is no hint', async () => {
  await writeFile(join(folder, 'timestamp.json'), '{"signed":{"version":"1"}}');
  const agent = await collector.client('agent');
  const heard: number[] = [];
  agent.onFeedHint((version) => heard.push(version));
  await agent.list({});
  expect(heard).toEqual([]);
});
