import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CollectorClient, createCollectorClient } from '../../agent/collector-client/client.ts';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import { recordHash } from '../../protocol/chain.ts';
import { readCheckpoint, requireReceipt } from '../../protocol/log-receipt.ts';
import type { TreeHead } from '../../protocol/merkle/consistency.ts';
import { logVerifier, testChain } from '../../test/support/collector.ts';
import { hex, sha256 } from '../../test/support/merkle.ts';
import { localTokenPaths } from '../identity/local-tokens.ts';

const COLLECTOR = join(import.meta.dirname, '../../test/support/collect-until-killed.ts');
const ROUNDS = 8;

let directory: string;
let child: ChildProcess | null;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'countersign-log-')), 'collector');
  child = null;
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(join(directory, '..'), { recursive: true, force: true });
});

async function startClient(): Promise<CollectorClient> {
  child = spawn(process.execPath, [COLLECTOR, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('the collector has no output');
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const token = (await readFile(localTokenPaths(directory).agent, 'utf8')).trim();
  return createCollectorClient({ url, token, timeoutMs: 10_000 });
}

async function kill(): Promise<void> {
  if (child === null) throw new Error('no collector runs');
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test(`through ${ROUNDS} kills the log goes on from what it signed, in receipts and in its files`, async () => {
  const chain = testChain();
  const records: SignedRecord[] = [];
  let known: TreeHead = { size: 0, root: sha256(new Uint8Array()) };
  for (let round = 0; round < ROUNDS; round++) {
    const client = await startClient();
    await client.enrol({ publicKey: chain.publicKey });
    const log = await logVerifier(directory);
    const published = await readFile(join(directory, 'log/checkpoint'), 'utf8').catch(() => null);
    if (published !== null) {
      expect(readCheckpoint(published, log).size).toBe((await client.head()).seq);
    }
    let { seq: at } = await client.head();
    for (let batch = 0; batch < 3 + (round % 5); batch++) {
      records.push(...chain.grow(1 + ((round * 7 + batch * 13) % 40)));
      const answer = await client.sendRecords(records.slice(at), known.size);
      at = answer.acknowledged;
      const last = records[at - 1];
      if (answer.receipt === null || last === undefined) throw new Error('there is no receipt');
      const hash = recordHash(last.record, (bytes) => hex(sha256(bytes)));
      known = requireReceipt(
        answer.receipt,
        { record: { agent: chain.id, seq: at, hash }, known, log },
        sha256,
      );
      expect(known.size).toBe(at);
    }
    records.push(...chain.grow(5));
    const lost = client.sendRecords(records.slice(at), known.size);
    await Promise.all([lost.catch(() => null), kill()]);
    client.close();
  }
});
