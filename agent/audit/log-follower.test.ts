import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import type { LogReceipt, ReceiptRecord } from '../../protocol/log-receipt.ts';
import { TestLog, testLogKey } from '../../test/support/test-log.ts';
import { type LogFollower, openLogFollower } from './log-follower.ts';
import type { ShipperFaultCode } from './shipper-fault.ts';

let directory: string;
let path: string;
let log: TestLog;
let witnessed: JsonObject[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-follower-'));
  path = join(directory, 'receipt.json');
  log = new TestLog();
  grow(log, 20);
  witnessed = [];
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function open(): Promise<LogFollower> {
  return openLogFollower({ path, log: log.key, onWitness: (head) => witnessed.push(head) });
}

function record(seq: number): ReceiptRecord {
  return { agent: 'a'.repeat(64), seq, hash: seq.toString(16).padStart(64, '0') };
}

function grow(grown: TestLog, count: number): void {
  for (let n = 0; n < count; n++) grown.add(record(grown.entries.length + 1));
}

test('receipts that continue each other are accepted, and the last one is kept', async () => {
  const follower = await open();
  expect([follower.size(), follower.head()]).toEqual([0, null]);
  for (const size of [1, 7, 7, 20]) {
    await follower.accept(log.receipt(size - 1, follower.size(), size), record(size));
    expect(follower.size()).toBe(size);
  }
  const again = await open();
  expect(again.head()).toEqual({ size: 20, root: Buffer.from(log.root()).toString('hex') });
  await again.accept(log.receipt(19, 20), record(20));
});

describe('what the collector may not do', () => {
  const other = (size: number): TestLog => {
    const fork = log.fork(size);
    fork.add({ ...record(99), hash: 'f'.repeat(64) });
    grow(fork, 20);
    return fork;
  };

  test.each<[string, ShipperFaultCode, () => LogReceipt | null, number?]>([
    ['give no receipt', 'log-unproven', () => null],
    ['have nothing any more', 'log-rollback', () => null, 0],
    ['sign a smaller log', 'log-rollback', () => log.receipt(4, 0, 5), 5],
    ['sign another log of the same length', 'log-fork', () => ({ ...other(5).receipt(9, 10, 10) }), 10],
    ['sign another log that is longer', 'log-fork', () => other(5).receipt(15, 10, 16), 16],
    ['give a receipt for another record', 'log-unproven', () => log.receipt(11, 10, 20), 11],
    ['leave out what shows that the log grew', 'log-unproven', () => log.receipt(11, 0, 20), 12],
    ['leave out the proof', 'log-unproven', () => ({ ...log.receipt(11, 10, 20), inclusion: [] }), 12],
    [
      'sign with another key',
      'log-unproven',
      () => new TestLog(testLogKey(), log.entries).receipt(11, 10, 20),
      12,
    ],
  ])('%s: %s', async (_name, code, receipt, seq = 12) => {
    const follower = await open();
    await follower.accept(log.receipt(9, 0, 10), record(10));
    const before = await readFile(path, 'utf8');
    const given = receipt();
    const refused = follower.accept(given, record(seq));
    await expect(refused).rejects.toMatchObject({
      code,
      evidence: { fault: code, seq, kept: log.checkpoint(10), seen: given?.checkpoint ?? null },
    });
    expect([follower.size(), await readFile(path, 'utf8')]).toEqual([10, before]);
  });
});

test.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['something else', '{}'],
])('a file with %s in it is not taken for a first start', async (_name, content) => {
  await writeFile(path, content);
  await expect(open()).rejects.toMatchObject({ code: 'unreadable' });
});

test('nor is the receipt of another collector', async () => {
  const follower = await open();
  await follower.accept(log.receipt(9, 0, 10), record(10));
  log = new TestLog();
  await expect(open()).rejects.toMatchObject({ code: 'unreadable' });
});

test('a checkpoint is witnessed once in every thousand leaves', async () => {
  const follower = await open();
  const size = () => witnessed.map((head) => head['size']);
  await follower.accept(log.receipt(19), record(20));
  expect(size()).toEqual([]);
  grow(log, 1000);
  await follower.accept(log.receipt(1019, 20), record(1020));
  await follower.accept(log.receipt(1019, 1020), record(1020));
  expect(size()).toEqual([1020]);
});
