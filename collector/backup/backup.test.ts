import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isClosed } from '../../protocol/record-content.ts';
import {
  openTestCollector,
  type TestChain,
  type TestCollector,
  testChain,
} from '../../test/support/collector.ts';
import { backUp } from './backup.ts';
import { restore } from './restore.ts';

const DAY_MS = 24 * 60 * 60_000;

let collector: TestCollector;
let chain: TestChain;
let folder: string;

beforeAll(async () => {
  collector = await openTestCollector({ publishMs: 0 });
  folder = join(collector.home, 'backup');
  chain = testChain();
  const agent = await collector.client('agent');
  await agent.enrol({ publicKey: chain.publicKey });
  await agent.sendRecords(chain.grow(300));
  await (await collector.client('auditor')).records({ session: 'read before the backup' });
  expect(await backUp(collector.directory, folder)).toEqual({ records: 300 });
});

afterAll(() => collector.close());

let copies = 0;

async function copied(): Promise<string> {
  copies += 1;
  const copy = join(collector.home, `copy-${copies}`);
  await cp(folder, copy, { recursive: true });
  return copy;
}

test.each<[string, string, () => Promise<unknown>]>([
  ['over a collector that is there', 'not-empty', () => restore(folder, collector.directory)],
  ['from a folder that is no backup', 'not-one', () => restore(collector.home, join(collector.home, 'new'))],
  [
    'from a database that was cut',
    'damaged',
    () => spoiled((file) => file.subarray(0, 8192), 'collector.db'),
  ],
  [
    'with a checkpoint of other records',
    'damaged',
    () => edited('DELETE FROM log_hashes WHERE number >= 200; DELETE FROM records WHERE log_index >= 200'),
  ],
  [
    'with a record that was changed',
    'damaged',
    () => edited('UPDATE log_hashes SET hash = zeroblob(32) WHERE number = 299 AND level = 0'),
  ],
  ['with a key that is none', 'damaged', () => spoiled(() => Buffer.from('x'), 'key.pem')],
])('nothing is restored %s', async (_name, code, attempt) => {
  await expect(attempt()).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) });
});

async function spoiled(change: (file: Buffer) => Buffer, name: string): Promise<unknown> {
  const copy = await copied();
  await writeFile(join(copy, name), change(await readFile(join(copy, name))));
  return restore(copy, join(collector.home, 'new'));
}

async function edited(statement: string): Promise<unknown> {
  const copy = await copied();
  const database = new DatabaseSync(join(copy, 'collector.db'));
  database.exec(statement);
  database.close();
  return restore(copy, join(collector.home, 'new'));
}

test.each<[string, string, () => Promise<unknown>]>([
  [
    'of a folder without a collector',
    'nothing-there',
    () => backUp(join(collector.home, 'none'), join(collector.home, 'new')),
  ],
  ['into a folder that is there', 'not-empty', () => backUp(collector.directory, folder)],
])('nothing is backed up %s', async (_name, code, attempt) => {
  await expect(attempt()).rejects.toMatchObject({ code });
});

test('a backup of a collector that runs is restored, and its agents go on where it was taken', async () => {
  expect((await stat(join(folder, 'key.pem'))).mode & 0o777).toBe(0o600);
  const key = await readFile(join(collector.directory, 'key.pem'), 'utf8');
  await collector.stop();
  const tokens = join(collector.directory, 'tokens');
  const kept = await readFile(join(tokens, 'agent.token'), 'utf8');
  await rm(collector.directory, { recursive: true });
  expect(await restore(folder, collector.directory)).toEqual({ records: 300 });
  await mkdir(tokens);
  await writeFile(join(tokens, 'agent.token'), kept);
  await collector.start();
  expect(await readFile(join(collector.directory, 'key.pem'), 'utf8')).toBe(key);
  const agent = await collector.client('agent');
  expect((await agent.head()).seq).toBe(300);
  const { records } = await (await collector.client('auditor')).access({});
  expect(records[0]?.record.detail['filter']).toEqual({ session: 'read before the backup' });
  expect(await agent.sendRecords(chain.grow(1))).toMatchObject({ acknowledged: 301 });
});

test('what was destroyed since a backup was made is destroyed again before anybody reads it', async () => {
  const retention = { prompt: 10 * DAY_MS, answer: null, review: null };
  const keeping = await openTestCollector(
    { retentionEveryMs: 20, retentionRetryMs: 20, indexPauseMs: 5 },
    { retention },
  );
  const own = testChain();
  const agent = await keeping.client('agent');
  await agent.enrol({ publicKey: own.publicKey });
  const detail = { side: 'prompt', salt: 'a salt', parts: [{ part: 0, text: 'hello' }] };
  await agent.sendRecords(own.grow(1, { event: 'exchange.content', detail }));
  const kept = join(keeping.home, 'backup');
  await backUp(keeping.directory, kept);
  keeping.passTime(12 * DAY_MS);
  const read = async () => {
    const auditor = await keeping.client('auditor');
    return (await auditor.records({ session: 's1' })).records.map(({ record }) => record);
  };
  const events = ['exchange.content', 'content.destroyed'];
  await expect.poll(async () => (await read()).map(({ event }) => event)).toEqual(events);
  await keeping.stop();
  await rm(keeping.directory, { recursive: true });
  expect(await restore(kept, keeping.directory)).toEqual({ records: 1 });
  await keeping.start();
  const restored = await read();
  expect(restored.map(({ event }) => event)).toEqual(events);
  expect(restored.map(isClosed)).toEqual([true, false]);
  await keeping.close();
});
