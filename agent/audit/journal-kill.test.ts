import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordHash } from '../../protocol/chain.ts';
import { type JournalFolder, journalCode, journalFolder } from '../../test/support/journal.ts';
import { sha256 } from './verifier.ts';

const APPENDER = join(import.meta.dirname, '../../test/support/append-until-killed.ts');
const ROUNDS = 8;
/** Each round starts a process, on a machine that may have much else to do. */
const BUSY_MS = 300_000;

let folder: JournalFolder;
let child: ChildProcess | null;

beforeEach(async () => {
  folder = await journalFolder();
  child = null;
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await folder.remove();
});

/** Lets another process append and kills it in a write after `count` acknowledgements. Gives all it acknowledged. */
async function appendUntilKilled(count: number): Promise<ReadonlyMap<number, string>> {
  const acknowledged = new Map<number, string>();
  const appender = spawn(process.execPath, [APPENDER, dirname(folder.directory)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = appender;
  const gone = once(appender, 'exit');
  for await (const line of createInterface({ input: appender.stdout })) {
    const [seq, hash] = line.split(' ');
    // The last line may have been cut by the kill.
    if (hash?.length === 64) acknowledged.set(Number(seq), hash);
    if (line === 'write' && acknowledged.size >= count) appender.kill('SIGKILL');
  }
  expect(await gone).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

test(`after each of ${ROUNDS} kills every acknowledged record is there and the chain goes on`, {
  timeout: BUSY_MS,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const acknowledged = await appendUntilKilled(1 + ((round * 7) % 23));
    const journal = await folder.open();
    const records = await folder.records();
    const hashes = new Map(records.map(({ record }) => [record.seq, recordHash(record, sha256)]));
    for (const [seq, hash] of acknowledged) expect(hashes.get(seq)).toBe(hash);
    await journal.acknowledge(journal.head().seq);
    await journal.close();
  }
});

test('no second agent writes a journal, until the first is dead', async () => {
  const appender = spawn(process.execPath, [APPENDER, dirname(folder.directory)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = appender;
  await once(appender.stdout, 'data');
  expect(await journalCode(folder.open())).toBe('locked');
  expect(await journalCode(folder.open())).toBe('locked');
  const gone = once(appender, 'exit');
  appender.kill('SIGKILL');
  await gone;
  await (await folder.open()).close();
});

test('nor does a second journal in the same process, until the first is closed', async () => {
  const first = await folder.open();
  expect(await journalCode(folder.open())).toBe('locked');
  expect(await journalCode(folder.open())).toBe('locked');
  await first.close();
  await (await folder.open()).close();
});
