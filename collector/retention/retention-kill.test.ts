import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isClosed } from '../../protocol/record-content.ts';
import { testChain, testRecord } from '../../test/support/collector.ts';
import { passSignatures } from '../../test/support/pass-signatures.ts';
import { ALL_RECORDS } from '../../test/support/retention-contract.ts';
import { NOT_VOUCHED } from '../identity/caller.ts';
import { describeRecord } from '../search/indexer.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';

const COLLECTOR = join(import.meta.dirname, '../../test/support/retain-until-killed.ts');
const NOW = '2026-11-21T08:00:00.000Z';
const SESSIONS = 40;
/** From the collector's start: before the first step, among the steps, after the last. */
const KILLED_AFTER_MS = [0, 30, 80, 160];

let directory: string;
let child: ChildProcess | null;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'countersign-retention-')), 'collector');
  child = null;
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(join(directory, '..'), { recursive: true, force: true });
});

/** In each of many sessions something was asked and answered two days ago. */
async function fill(): Promise<void> {
  const store = openSqliteStore(directory);
  const chain = testChain();
  const token = {
    name: 'agent-1',
    role: 'agent',
    subject: 'dana',
    groups: [],
    hash: Buffer.alloc(32),
  } as const;
  await store.tokens.put({ ...token, expiresAt: null, vouched: NOT_VOUCHED });
  const agent = { id: chain.id, token: token.name, publicKey: Buffer.from(chain.publicKey, 'base64') };
  await store.agents.pin(agent, 1);
  const records = Array.from({ length: SESSIONS }, (_, at) =>
    ['prompt', 'answer'].flatMap((side) => {
      const detail = { side, salt: `${at} ${side}`, parts: [{ part: 0, text: `xylophone ${at}` }] };
      return chain.grow(1, { event: 'exchange.content', session: `s-${at}`, detail });
    }),
  ).flat();
  await store.records.append({
    agent: chain.id,
    seqs: [],
    decide: () => ({
      receivedAt: Date.parse(NOW) - 2 * 24 * 60 * 60_000,
      records: records.map(testRecord),
      findings: [],
      oddities: [],
    }),
  });
  await passSignatures(store);
  while ((await store.search.indexNext(100, describeRecord)) > 0);
  await store.close();
}

async function start(): Promise<void> {
  child = spawn(process.execPath, [COLLECTOR, directory, NOW], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('the collector has no output');
  await once(child.stdout, 'data');
}

async function kill(): Promise<void> {
  if (child === null) throw new Error('no collector runs');
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** How many sessions have lost what was said. Of none it is half gone, and each is told of once. */
async function destroyedSessions(): Promise<{ readonly sessions: number; readonly unswept: number }> {
  const store = openSqliteStore(directory);
  let sessions = 0;
  for (let at = 0; at < SESSIONS; at++) {
    const records = await store.records.page({ ...ALL_RECORDS, session: `s-${at}` });
    const said = records.filter(({ record }) => record.event === 'exchange.content');
    const gone = said.filter(({ record }) => isClosed(record)).length;
    const told = records.flatMap(({ record: { event, detail } }) =>
      event === 'content.destroyed' ? Number(detail['records']) : [],
    );
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(gone);
    sessions += gone === said.length ? 1 : 0;
  }
  const found = await store.records.page({ ...ALL_RECORDS, words: ['xylophone'] });
  expect(found.every(({ record }) => JSON.stringify(record).includes('xylophone'))).toBe(true);
  const unswept = await store.retention.unswept();
  await store.close();
  return { sessions, unswept };
}

test('killed anywhere, what was begun is gone on with, and nothing is half destroyed', async () => {
  await fill();
  for (const afterMs of KILLED_AFTER_MS) {
    await start();
    await delay(afterMs);
    await kill();
    await destroyedSessions();
  }
  await start();
  const done = async (): Promise<boolean> => {
    const { sessions, unswept } = await destroyedSessions();
    return sessions === SESSIONS && unswept === 0;
  };
  await expect.poll(done, { timeout: 120_000, interval: 200 }).toBe(true);
  await kill();
  const names = (await readdir(directory)).filter((name) => name.startsWith('collector.db'));
  const files = await Promise.all(names.map((name) => readFile(join(directory, name))));
  expect(files.some((bytes) => bytes.includes('ylophone'))).toBe(false);
}, 300_000);
