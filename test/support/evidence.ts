import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { cpSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCollectorClient } from '../../agent/collector-client/client.ts';
import { formatBundleLine } from '../../cli/evidence/bundle-line.ts';
import { exportBundle } from '../../cli/evidence/export.ts';
import { NOT_VOUCHED } from '../../collector/identity/caller.ts';
import { hashToken } from '../../collector/identity/known-tokens.ts';
import { type VerifySignature, verifyEd25519 } from '../../collector/ingest/verify-signature.ts';
import { openSqliteStore } from '../../collector/store/sqlite/open.ts';
import type { AuditRecord, SignedRecord } from '../../protocol/audit-record.ts';
import type { RecordsQuery } from '../../protocol/collector-api.ts';
import { readLogEntry } from '../../protocol/log-entry.ts';
import type { KeptReceipt } from '../../protocol/log-receipt.ts';
import { readBundle } from '../../protocol/merkle/entry-bundle.ts';
import { bundlePath, tileAt } from '../../protocol/merkle/tile.ts';
import { openTestCollector, type TestChain, testChain } from './collector.ts';
import { hex, sha256 } from './merkle.ts';
import { TestLog, testLogKey } from './test-log.ts';

/** A line of a bundle, as an attacker edits it. */
export interface Line {
  readonly index: number;
  readonly receivedAt: string;
  readonly record: AuditRecord;
  readonly signature: string;
}

/** A bundle of two agents' records, exported from a real collector, and what its people keep elsewhere. */
export interface Evidence {
  readonly folder: string;
  readonly chains: readonly [TestChain, TestChain];
  /** Key of the collector's log: SPKI DER, base64. */
  readonly key: string;
  /** What each agent keeps: its last receipt. */
  readonly receipts: readonly [KeptReceipt, KeptReceipt];
  /** The log as the collector could have continued it: with its key, and the entries of a whole bundle. */
  readonly log: TestLog;
  lines(folder?: string): Promise<Line[]>;
  /** A copy that may be tampered with. */
  copy(): Promise<string>;
  remove(): Promise<void>;
}

const BATCH = 200;
/** Records of one session. */
const SESSION = 100;

export async function exportedEvidence(
  count: number,
  {
    change = () => ({}),
    filter = null,
  }: {
    /** What is particular to the records of this number. */
    readonly change?: (seq: number) => Partial<AuditRecord>;
    readonly filter?: RecordsQuery | null;
  } = {},
): Promise<Evidence> {
  const collector = await openTestCollector({ publishMs: 0 });
  const home = await mkdtemp(join(tmpdir(), 'countersign-evidence-'));
  const folder = join(home, 'bundle');
  await collector.stop();
  const second = 'b'.repeat(43);
  const store = openSqliteStore(collector.directory);
  const hash = hashToken(second);
  await store.tokens.put({
    name: 'agent-2',
    role: 'agent',
    subject: 'robin',
    groups: [],
    hash,
    expiresAt: null,
    vouched: NOT_VOUCHED,
  });
  await store.close();
  await collector.start();
  const other = createCollectorClient({ url: collector.url, token: second, timeoutMs: 10_000 });
  const agents = [await collector.client('agent'), other] as const;
  const chains = [testChain(), testChain()] as const;
  const receipts: KeptReceipt[] = [];
  for (const [at, agent] of agents.entries()) {
    await agent.enrol({ publicKey: chains[at]?.publicKey ?? '' });
  }
  for (let sent = 0; sent < count; sent += BATCH) {
    for (const [at, agent] of agents.entries()) {
      const batch = records(chains[at] ?? testChain(), Math.min(BATCH, count - sent) / 2, change);
      const { receipt } = await agent.sendRecords(batch);
      const last = (await agent.head()).hash;
      const signed = batch.at(-1);
      if (receipt === null || signed === undefined) throw new Error('there is no receipt');
      receipts[at] = { record: { agent: signed.record.agent, seq: signed.record.seq, hash: last }, receipt };
    }
  }
  // Stopping publishes what is left.
  await collector.stop();
  await collector.start();
  const auditor = await collector.client('auditor');
  await exportBundle({ client: auditor, folder, filter, now: collector.now() });
  const pem = await readFile(join(collector.directory, 'key.pem'), 'utf8');
  other.close();
  await collector.close();
  const privateKey = createPrivateKey(pem);
  const log = new TestLog(testLogKey({ privateKey, publicKey: createPublicKey(pem) }));
  if (filter === null) log.entries.push(...(await entriesOf(folder, count)));
  const [first, last] = receipts;
  if (first === undefined || last === undefined) throw new Error('there are no receipts');
  let copies = 0;
  return {
    folder,
    chains,
    key: log.key.publicKey,
    receipts: [first, last],
    log,
    lines: (of = folder) => readLines(of),
    copy: async () => {
      copies += 1;
      const path = join(home, `copy-${copies}`);
      // Many small files: asynchronously, each costs more than its copying.
      cpSync(folder, path, { recursive: true });
      return path;
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/**
 * Verifies each claim once: bundles that differ in a few lines have all other signatures in common. A claim is known
 * again by the digest of its key, its bytes and its signature.
 */
export function verifyOnce(): VerifySignature {
  const known = new Map<string, Promise<boolean>>();
  const names = new WeakMap<KeyObject, Uint8Array>();
  const named = (key: KeyObject): Uint8Array => {
    const name = names.get(key) ?? sha256(key.export({ type: 'spki', format: 'der' }));
    names.set(key, name);
    return name;
  };
  return (claim) => {
    const digest = sha256(Buffer.concat([named(claim.key), sha256(claim.bytes), claim.signature]));
    const name = hex(digest);
    const holds = known.get(name) ?? verifyEd25519(claim);
    known.set(name, holds);
    return holds;
  };
}

function records(
  chain: TestChain,
  count: number,
  change: (seq: number) => Partial<AuditRecord>,
): readonly SignedRecord[] {
  return Array.from({ length: count }, () => {
    const seq = chain.length() + 1;
    const session = `session-${Math.floor(seq / SESSION)}`;
    return chain.grow(1, { session, ...change(seq) });
  }).flat();
}

async function readLines(folder: string): Promise<Line[]> {
  const text = await readFile(join(folder, 'records.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

async function entriesOf(folder: string, size: number) {
  const entries = [];
  for (let index = 0; index * 256 < size; index++) {
    const tile = tileAt({ level: 0, index }, size);
    const bytes = await readFile(join(folder, 'log', bundlePath(tile)));
    entries.push(...readBundle(bytes, tile.width).map(readLogEntry));
  }
  return entries;
}

/** The lines in the one spelling of a bundle. */
export async function writeLines(folder: string, lines: readonly Line[]): Promise<void> {
  const text = lines.map(({ index, receivedAt, record, signature }) =>
    formatBundleLine({ index, receivedAt, signed: { record, signature } }),
  );
  await writeFile(join(folder, 'records.jsonl'), text.map((line) => `${line}\n`).join(''));
}
