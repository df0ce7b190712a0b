import { access, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import { recordHash } from '../../protocol/chain.ts';
import { logEntryBytes, readLogEntry } from '../../protocol/log-entry.ts';
import { readCheckpoint, requireReceipt } from '../../protocol/log-receipt.ts';
import type { Checkpoint } from '../../protocol/merkle/checkpoint.ts';
import { readBundle } from '../../protocol/merkle/entry-bundle.ts';
import { treeRoot } from '../../protocol/merkle/node-source.ts';
import { bundlePath, tileAt, tilePath, tilesBetween } from '../../protocol/merkle/tile.ts';
import { tileNodes } from '../../protocol/merkle/tile-nodes.ts';
import { leafHash } from '../../protocol/merkle/tree-hash.ts';
import {
  logVerifier,
  openTestCollector,
  type TestChain,
  type TestCollector,
  testChain,
} from '../../test/support/collector.ts';
import { definedRoot, hex, sha256 } from '../../test/support/merkle.ts';
import { MIGRATIONS } from '../store/sqlite/migrations.ts';

let collector: TestCollector;
let agent: CollectorClient;
let chain: TestChain;

beforeEach(async () => {
  collector = await openTestCollector({ publishMs: 0 });
  agent = await collector.client('agent');
  chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
});

afterEach(() => collector.close());

async function fetched(path: string): Promise<Buffer> {
  const response = await fetch(`${collector.url}/log/${path}`);
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

async function publishedCheckpoint(): Promise<Checkpoint> {
  return readCheckpoint((await fetched('checkpoint')).toString(), await logVerifier(collector.directory));
}

/** Stopping publishes what is left. */
async function restart(): Promise<void> {
  await collector.stop();
  await collector.start();
}

function leafOf(signed: SignedRecord): Uint8Array {
  const { agent: id, seq } = signed.record;
  const hash = recordHash(signed.record, (text) => hex(sha256(Buffer.from(text))));
  const receivedAt = collector.now().toISOString();
  return leafHash(logEntryBytes({ v: 1, agent: id, seq, hash, receivedAt }), sha256);
}

async function sendAll(records: readonly SignedRecord[]): Promise<void> {
  for (let at = 0; at < records.length; at += 500) await agent.sendRecords(records.slice(at, at + 500));
}

test('every accepted record is a leaf, in the order of arrival, once', async () => {
  const records = chain.grow(20);
  await agent.sendRecords(records.slice(0, 7));
  await agent.sendRecords(records.slice(3));
  await restart();
  const { size, root } = await publishedCheckpoint();
  expect([size, hex(root)]).toEqual([20, hex(definedRoot(records.map(leafOf)))]);
  const { records: stored } = await (await collector.client('auditor')).records({});
  expect(stored.map(({ index }) => index)).toEqual(records.map((_, index) => index));
});

test('what is refused is no leaf', async () => {
  const [first, ...rest] = chain.grow(3);
  await agent.sendRecords(first === undefined ? [] : [first]);
  await expect(agent.sendRecords(rest.toReversed())).rejects.toMatchObject({ refusal: 'sequence-gap' });
  await restart();
  expect((await publishedCheckpoint()).size).toBe(1);
});

test('its files are a tree of tiles whose entries are the records', async () => {
  const records = chain.grow(1200);
  await sendAll(records);
  await restart();
  const { size, root } = await publishedCheckpoint();
  const tiles = new Map<string, Buffer>();
  for (const tile of tilesBetween(0, size)) tiles.set(tilePath(tile), await fetched(tilePath(tile)));
  const read = (tile: Parameters<typeof tilePath>[0]) => tiles.get(tilePath(tile)) ?? Buffer.alloc(0);
  expect(hex(treeRoot(size, tileNodes({ size, read }, sha256), sha256))).toBe(hex(root));
  const last = tileAt({ level: 0, index: 4 }, size);
  const entries = readBundle(await fetched(bundlePath(last)), last.width).map(readLogEntry);
  expect(entries.map(({ seq }) => seq)).toEqual(records.slice(1024).map(({ record }) => record.seq));
});

test('partial tiles go once there is a full one', async () => {
  const records = chain.grow(300);
  await agent.sendRecords(records.slice(0, 200));
  await restart();
  const partial = join(collector.directory, 'log/tile/0/000.p');
  expect(await readdir(partial)).toContain('200');
  await agent.sendRecords(records.slice(200));
  await restart();
  await expect(access(partial)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a receipt proves the last record acknowledged, and that the log only grew', async () => {
  const log = await logVerifier(collector.directory);
  let known = { size: 0, root: sha256(new Uint8Array()) };
  for (const count of [1, 2, 250, 3, 300]) {
    const records = chain.grow(count);
    const { acknowledged, receipt } = await agent.sendRecords(records, known.size);
    const last = records.at(-1);
    if (receipt === null || last === undefined) throw new Error('there is no receipt');
    const hash = recordHash(last.record, (text) => hex(sha256(Buffer.from(text))));
    const record = { agent: chain.id, seq: acknowledged, hash };
    known = requireReceipt(receipt, { record, known, log }, sha256);
    const head = await agent.head(known.size);
    if (head.receipt === null) throw new Error('the head has no receipt');
    expect(requireReceipt(head.receipt, { record, known, log }, sha256).size).toBe(known.size);
  }
});

test('an agent that knows more than there is gets what shows it', async () => {
  const { receipt } = await agent.sendRecords(chain.grow(1), 1000);
  expect([receipt?.consistency, receipt?.checkpoint.split('\n')[1]]).toEqual([[], '1']);
});

test('there is no receipt for nothing', async () => {
  expect(await agent.head()).toMatchObject({ seq: 0, receipt: null });
});

test.each([
  'tile/0/000',
  'tile/0/1',
  'tile/..%2f..%2fcollector.db',
  'tile/%2e%2e/%2e%2e/collector.db',
  'collector.db',
])('%s is not found', async (path) => {
  const { status } = await fetch(`${collector.url}/log/${path}`);
  expect(status).toBe(404);
});

describe('a database that was there before the log', () => {
  test('is logged in the order in which its records came', async () => {
    const records = chain.grow(600);
    await sendAll(records);
    await restart();
    const before = await publishedCheckpoint();
    await collector.stop();
    const database = new DatabaseSync(join(collector.directory, 'collector.db'));
    database.exec('DELETE FROM log_hashes');
    database.close();
    await collector.start();
    expect(await publishedCheckpoint()).toEqual(before);
  });

  test('gets its numbers from the migration', async () => {
    await collector.stop();
    const path = join(collector.directory, 'old.db');
    const database = new DatabaseSync(path);
    database.exec(MIGRATIONS[0] ?? '');
    database.exec(`INSERT INTO tokens VALUES ('a', 'agent', 's', '[]', x'00');
      INSERT INTO agents VALUES ('id', 'a', x'00', 1);`);
    const insert = database.prepare(
      "INSERT INTO records (id, agent, seq, hash, text, signature, event, received_at) VALUES (?, 'id', ?, '', '', '', '', 1)",
    );
    for (const [at, id] of [3, 4, 9].entries()) insert.run(id, at + 1);
    database.exec(MIGRATIONS[1] ?? '');
    const rows = database.prepare('SELECT id, log_index FROM records ORDER BY id').all();
    database.close();
    expect(rows.map((row) => [row['id'], row['log_index']])).toEqual([
      [3, 0],
      [4, 1],
      [9, 2],
    ]);
  });
});

describe('what was published is not contradicted', () => {
  const forget = (statement: string): void => {
    const database = new DatabaseSync(join(collector.directory, 'collector.db'));
    database.exec(statement);
    database.close();
  };

  test.each<[string, string, () => Promise<void> | void]>([
    [
      'a database that lost records',
      'rolled-back',
      () => forget('DELETE FROM log_hashes WHERE number >= 5; DELETE FROM records WHERE log_index >= 5'),
    ],
    [
      'a database with another past',
      'forked',
      () => forget('UPDATE log_hashes SET hash = zeroblob(32) WHERE level = 0 AND number = 3'),
    ],
    [
      'a checkpoint of somebody else',
      'not-ours',
      () => writeFile(join(collector.directory, 'log/checkpoint'), 'x\n1\ny\n\n— x AAAAAAA=\n'),
    ],
  ])('%s: %s, and the collector does not start', async (_name, code, spoil) => {
    await agent.sendRecords(chain.grow(10));
    await collector.stop();
    await spoil();
    await expect(collector.start()).rejects.toMatchObject({ code });
  });
});
