import { NOT_VOUCHED } from '../../../collector/identity/caller.ts';
import { acceptRecords } from '../../../collector/ingest/accept-records.ts';
import { AgentKeys } from '../../../collector/ingest/agent-keys.ts';
import { SignatureChecks } from '../../../collector/ingest/signature-checks.ts';
import { VouchedSignatures } from '../../../collector/ingest/vouched-signatures.ts';
import { DEFAULT_COLLECTOR_LIMITS } from '../../../collector/limits.ts';
import { describeRecord } from '../../../collector/search/indexer.ts';
import type { SendingAgent } from '../../../collector/store/agents.ts';
import type { Store } from '../../../collector/store/store.ts';
import { recordJson, type SignedRecord } from '../../../protocol/audit-record.ts';
import { canonicalJson } from '../../../protocol/canonical-json.ts';
import { formatRecordLine, parseRecordLine } from '../../../protocol/record-line.ts';
import { testChain } from '../../support/collector.ts';
import { hex, sha256 } from '../../support/merkle.ts';
import { type Figures, figuresOf, type Round } from '../figures.ts';
import type { BenchOptions } from '../options.ts';
import { intentDetail } from './records.ts';
import { BENCH_STORES, type BenchStore, RAW_CLIENTS, type RawRow } from './stores.ts';

const AGENTS = RAW_CLIENTS;
/** Of each agent in a round, as many as take long enough to be timed. */
const BATCHES = [
  { size: 4, count: 64 },
  { size: 64, count: 8 },
];

/**
 * Sixteen agents send batches, each the next when the one before is acknowledged: every chain is checked, and the
 * signature that vouches for the batch, leaves and tree are made, and all of it is on the disk; what HTTP costs is in
 * neither figure. Then the other signatures are checked and all records made findable, as the collector does when it has
 * nothing to take: that and the taking together are a figure of their own. Records are as the body of a request has them
 * that an agent sent: parsed from JSON whose details have their names in order. Beside it, raw:
 * as many clients put the same texts, hashes and signatures into one table with as many indexes as that of records has,
 * each batch in a transaction of its own that is as durable: one statement on PostgreSQL, prepared ones on SQLite.
 * Nothing is checked, hashed or put into a tree.
 */
export async function ingestFigures({ rounds, scale, only }: BenchOptions): Promise<readonly Figures[]> {
  const figures: Figures[] = [];
  for (const [name, open] of BENCH_STORES) {
    for (const { size, count } of BATCHES) {
      const scenario = `take ${size} at once, ${name}`;
      if (!scenario.includes(only)) continue;
      const bench = await open();
      const batches = Math.ceil(count * scale);
      const [ours, direct, whole]: [Round[], Round[], Round[]] = [[], [], []];
      // The first is for warming up.
      for (let round = 0; round <= rounds; round += 1) {
        const load = await loadOf(bench.store, { size, batches });
        const [raw, own] = [await rawRound(bench, load), await ownRound(bench.store, load)];
        if (round === 0) continue;
        direct.push(raw);
        ours.push(own.taken);
        whole.push(own.whole);
      }
      await bench.close();
      const subject = { scenario, unit: 'record' };
      figures.push(
        figuresOf({ ...subject, contender: 'direct' }, direct),
        figuresOf({ ...subject, contender: 'ours' }, ours),
        figuresOf({ ...subject, scenario: `${scenario}, checked and findable`, contender: 'ours' }, whole),
      );
    }
  }
  return figures;
}

interface Sender {
  readonly agent: SendingAgent;
  readonly batches: readonly (readonly SignedRecord[])[];
}

async function loadOf(
  store: Store,
  { size, batches }: { readonly size: number; readonly batches: number },
): Promise<readonly Sender[]> {
  const senders: Sender[] = [];
  for (let number = 0; number < AGENTS; number += 1) {
    const chain = testChain();
    const token = `agent-${chain.id}`;
    const hash = sha256(Buffer.from(token));
    const who = { role: 'agent', subject: 'developer', groups: [], vouched: NOT_VOUCHED } as const;
    await store.tokens.put({ ...who, name: token, hash, expiresAt: null });
    const publicKey = Buffer.from(chain.publicKey, 'base64');
    const agent = { id: chain.id, token, publicKey, hasBadSignature: false };
    await store.agents.pin(agent, 1);
    senders.push({
      agent,
      batches: Array.from({ length: batches }, () =>
        asReceived(chain.grow(size, { detail: intentDetail(number) })),
      ),
    });
  }
  return senders;
}

/** An agent sends what it reads back from its journal. */
function asReceived(records: readonly SignedRecord[]): readonly SignedRecord[] {
  const sent = JSON.stringify(records.map((signed) => parseRecordLine(formatRecordLine(signed))));
  return JSON.parse(sent) as readonly SignedRecord[];
}

interface OwnRound {
  readonly taken: Round;
  /** With what nobody waits for. */
  readonly whole: Round;
}

async function ownRound(store: Store, senders: readonly Sender[]): Promise<OwnRound> {
  const limits = DEFAULT_COLLECTOR_LIMITS;
  const keys = new AgentKeys(limits);
  // Records that are sent long after they were written are findings, each of which is a statement.
  const clock = () => new Date(senders[0]?.batches[0]?.[0]?.record.at ?? 0);
  const vouched = new VouchedSignatures({ store, keys, clock, limits, onBad: refuseBad });
  // It learns how many are left.
  await vouched.checkSome();
  const checks = { keys, vouched, signatures: new SignatureChecks(limits) };
  const ports = { store, clock, limits, ...checks, onStored: () => {} };
  const taken = await timed(senders, () =>
    Promise.all(
      senders.map(async ({ agent, batches }) => {
        for (const batch of batches) await acceptRecords(batch, agent, ports);
      }),
    ),
  );
  const after = await timed(senders, async () => {
    while (await vouched.checkSome());
    while ((await store.search.indexNext(limits.maxIndexedAtOnce, describeRecord)) > 0);
  });
  const whole = { ...after, wallMs: taken.wallMs + after.wallMs, cpuMs: taken.cpuMs + after.cpuMs };
  return { taken, whole };
}

function refuseBad({ seq }: { readonly seq: number }): never {
  throw new Error(`the signature of record ${seq} does not hold`);
}

function rawRound(bench: BenchStore, senders: readonly Sender[]): Promise<Round> {
  const rows = senders.map(({ batches }) => batches.map((batch) => batch.map(rowOf)));
  return timed(senders, () =>
    Promise.all(
      rows.map(async (batches, client) => {
        for (const batch of batches) await bench.insert(batch, client);
      }),
    ),
  );
}

function rowOf({ record, signature }: SignedRecord): RawRow {
  const text = canonicalJson(recordJson(record));
  const { agent, seq } = record;
  return { agent, seq, hash: hex(sha256(Buffer.from(text))), text, signature };
}

async function timed(senders: readonly Sender[], work: () => Promise<unknown>): Promise<Round> {
  const count = senders.reduce((sum, { batches }) => sum + batches.flat().length, 0);
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await work();
  const wallMs = (performance.now() - begin) / count;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000 / count;
  return { wallMs, cpuMs, peakMb: process.memoryUsage().rss / 1024 ** 2, delayMs: null };
}
