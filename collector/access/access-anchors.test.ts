import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { openTestCollector, type TestCollector } from '../../test/support/collector.ts';

const SOON = { timeout: 30_000, interval: 20 };

let collector: TestCollector;
let auditor: CollectorClient;

beforeEach(async () => {
  collector = await openTestCollector({ accessAnchorMs: 20, publishMs: 5 });
  auditor = await collector.client('auditor');
});

afterEach(() => collector.close());

/** Reads something that is written down as a read of its own. */
async function read(session: string): Promise<void> {
  await auditor.records({ session });
}

async function anchored(): Promise<readonly unknown[]> {
  const { records } = await auditor.records({ event: 'access.anchored' });
  return records.map(({ record }) => record.detail['seq']);
}

const folder = () => join(collector.directory, 'access');
const file = async () =>
  join(folder(), (await readdir(folder())).find((name) => name.endsWith('.jsonl')) ?? '');
const lines = async () => (await readFile(await file(), 'utf8')).split('\n').slice(0, -1);

/** Keeps the first lines, as somebody would who wants no trace of what they read. */
async function cutTo(count: number): Promise<void> {
  const kept = (await lines()).slice(0, count);
  await writeFile(await file(), kept.map((line) => `${line}\n`).join(''));
}

test('the end of the journal is a record of the log, once for what was written', async () => {
  for (const [session, end] of [
    ['one', 2],
    ['two', 3],
  ] as const) {
    await read(session);
    await expect.poll(async () => (await anchored()).at(-1), SOON).toBe(end);
  }
  const { journal, records } = await auditor.access({});
  const { records: told } = await auditor.records({ event: 'access.anchored' });
  const seqs = told.map(({ record }) => Number(record.detail['seq']));
  expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => one - other));
  for (const { record } of told.slice(0, -1)) {
    expect(record).toMatchObject({ session: null, detail: { journal } });
    expect(records[Number(record.detail['seq'])]?.record.prev).toBe(record.detail['hash']);
  }
});

test('it is put there before its time where much was written', async () => {
  const busy = await openTestCollector({ accessAnchorMs: 600_000, maxUnanchored: 3, publishMs: 5 });
  const reader = await busy.client('auditor');
  const seqs = async () =>
    (await reader.records({ event: 'access.anchored' })).records.map(({ record }) => record.detail['seq']);
  expect(await seqs()).toEqual([]);
  for (const session of ['one', 'two']) await reader.records({ session });
  await expect.poll(seqs, SOON).toEqual([3]);
  await busy.close();
});

describe('a collector whose journal', () => {
  beforeEach(async () => {
    for (const session of ['one', 'two', 'three']) await read(session);
    await expect.poll(async () => (await anchored()).at(-1), SOON).toBe(4);
    await collector.stop();
  });

  test('is whole goes on with it', async () => {
    await collector.start();
    await read('four');
    await expect.poll(async () => (await anchored()).at(-1), SOON).toBeGreaterThan(4);
  });

  test.each<[string, () => Promise<void>]>([
    ['was cut', () => cutTo(2)],
    ['was emptied', () => cutTo(0)],
    ['lost its files', async () => rm(await file())],
  ])('%s does not start', async (_what, spoil) => {
    await spoil();
    await expect(collector.start()).rejects.toMatchObject({ name: 'AccessError', code: 'damaged' });
  });

  test('was moved away begins another, which the log tells from the first', async () => {
    await rm(folder(), { recursive: true });
    await collector.start();
    await read('four');
    await expect.poll(async () => (await anchored()).at(-1), SOON).toBe(2);
    const { records } = await auditor.records({ event: 'access.anchored' });
    expect(new Set(records.map(({ record }) => record.detail['journal'])).size).toBe(2);
  });
});
