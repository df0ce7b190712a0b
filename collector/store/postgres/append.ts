import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { CHAIN_START, type ChainPosition } from '../../../protocol/chain.ts';
import type { StoredRecord } from '../../../protocol/collector-api.ts';
import type { LogEntry } from '../../../protocol/log-entry.ts';
import { scopedContent } from '../content-seal.ts';
import { type Accepted, type Appending, type KnownChain, type NewRecord, positionOf } from '../records.ts';
import { integer, maybe, type Row, text } from '../row.ts';
import type { AppendOutcome } from './append-queue.ts';
import { bigintArray, booleanArray, textArray } from './arrays.ts';
import type { PostgresConnection, Tx } from './connection.ts';
import { addContents } from './contents.ts';
import { addFinding } from './findings.ts';
import { addLeaves, hashesBegun, prepareLeaves } from './leaves.ts';
import { lockFor } from './locks.ts';
import { logSize } from './log.ts';
import { noteOddity } from './oddities.ts';
import { ensurePartition } from './partitions.ts';
import { storable } from './storable.ts';

type Group = readonly Appending<Accepted>[];

/**
 * Decides about a group and stores what was accepted, records and leaves, in one transaction, which is the tree's one
 * writer while it holds the sequence. `ensured` remembers the partitions that there are.
 */
export function storeGroup(
  connection: PostgresConnection,
  group: Group,
  ensured: Set<string>,
): Promise<readonly AppendOutcome[]> {
  const made = new Set<string>();
  return connection
    .write(async (tx) => {
      await lockFor(tx, 'sequence');
      const { known, size } = await logAndChains(tx, group);
      const outcomes: AppendOutcome[] = [];
      const stored: StoredRecord[] = [];
      let next = size;
      for (const [at, { agent, decide }] of group.entries()) {
        const decision = decided(() => decide(known[at] ?? UNKNOWN));
        if (decision.kind === 'refused') outcomes.push(decision);
        else {
          const { accepted } = decision;
          await noteSeen(tx, agent, accepted);
          const records = placed(accepted, next);
          next += records.length;
          stored.push(...records);
          outcomes.push({ kind: 'appended', appended: { accepted, stored: records } });
        }
      }
      await addRecords(tx, stored, { outcomes, ensured, made });
      return outcomes;
    })
    .then((outcomes) => {
      for (const name of made) ensured.add(name);
      return outcomes;
    });
}

const UNKNOWN: KnownChain = { head: CHAIN_START, hashAt: () => null };

type Decided =
  | { readonly kind: 'accepted'; readonly accepted: Accepted }
  | { readonly kind: 'refused'; readonly cause: unknown };

function decided(decide: () => Accepted): Decided {
  try {
    return { kind: 'accepted', accepted: decide() };
  } catch (cause) {
    return { kind: 'refused', cause };
  }
}

interface LogAndChains {
  /** Of the log, in leaves. */
  readonly size: number;
  readonly known: readonly KnownChain[];
}

async function logAndChains(tx: Tx, group: Group): Promise<LogAndChains> {
  const { rows } = await sql<Row>`
    SELECT log.size, a.agent, l.seq, l.hash
    FROM (SELECT coalesce(max(log_index) + 1, 0) AS size FROM leaves) log
    CROSS JOIN unnest(${textArray(group.map(({ agent }) => agent))}::text[]) AS a (agent)
    LEFT JOIN LATERAL (SELECT seq, hash FROM leaves WHERE agent = a.agent ORDER BY seq DESC LIMIT 1) l ON true
  `.execute(tx);
  const heads = new Map(
    rows.map((row) => [text(row, 'agent'), row['seq'] === null ? null : positionOf(row)]),
  );
  const known: KnownChain[] = [];
  for (const { agent, seqs } of group) {
    const head = heads.get(agent) ?? CHAIN_START;
    const hashes = await knownHashes(tx, agent, { head, seqs });
    known.push({ head, hashAt: (seq) => hashes.get(seq) ?? null });
  }
  return { size: integer(rows[0], 'size'), known };
}

async function knownHashes(
  tx: Tx,
  agent: string,
  { head, seqs }: { readonly head: ChainPosition; readonly seqs: readonly number[] },
): Promise<ReadonlyMap<number, string>> {
  const asked = seqs.filter((seq) => seq <= head.seq);
  if (asked.length === 0) return new Map();
  const { rows } = await sql<Row>`
    SELECT seq, hash FROM leaves WHERE agent = ${agent} AND seq = ANY(${asked}::bigint[])
  `.execute(tx);
  return new Map(rows.map((row) => [integer(row, 'seq'), text(row, 'hash')]));
}

async function noteSeen(tx: Tx, agent: string, { findings, oddities, receivedAt }: Accepted): Promise<void> {
  for (const finding of findings) await addFinding(tx, finding, receivedAt);
  for (const oddity of oddities) await noteOddity(tx, oddity, { agent, at: receivedAt });
}

function placed({ records, receivedAt }: Accepted, first: number): readonly StoredRecord[] {
  const at = new Date(receivedAt).toISOString();
  return records.map(({ signed: { record, signature } }, offset) => {
    const index = first + offset;
    return { id: index + 1, index, receivedAt: at, record, signature };
  });
}

interface Around {
  readonly outcomes: readonly AppendOutcome[];
  /** Partitions that are committed, and those that this transaction made. */
  readonly ensured: ReadonlySet<string>;
  readonly made: Set<string>;
}

/** Stores what the collector itself says, in a transaction that holds the sequence. */
export async function storeOwn(
  tx: Tx,
  agent: string,
  tell: (head: ChainPosition) => Accepted,
): Promise<readonly StoredRecord[]> {
  const { rows } = await sql<Row>`
    SELECT seq, hash FROM leaves WHERE agent = ${agent} ORDER BY seq DESC LIMIT 1
  `.execute(tx);
  const accepted = tell(maybe(rows[0], positionOf) ?? CHAIN_START);
  const stored = placed(accepted, await logSize(tx));
  const outcomes = [{ kind: 'appended', appended: { accepted, stored } } as const];
  await addRecords(tx, stored, { outcomes, ensured: new Set(), made: new Set() });
  return stored;
}

async function addRecords(tx: Tx, stored: readonly StoredRecord[], around: Around): Promise<void> {
  const [first] = stored;
  if (first === undefined) return;
  const fresh = around.outcomes.flatMap((outcome) =>
    outcome.kind === 'appended' ? outcome.appended.accepted.records : [],
  );
  const times = stored.map(({ receivedAt }) => Date.parse(receivedAt));
  for (const at of new Set(times)) await ensurePartition(tx, at, around);
  const begun = await hashesBegun(tx, 0, { first: first.index, count: stored.length });
  const [leaves] = await Promise.all([
    inNextTurn(() => prepareLeaves({ first: first.index, entries: entriesOf(stored, fresh), begun })),
    addRows(tx, stored, { fresh, times }),
  ]);
  await addLeaves(tx, leaves);
  await addContents(
    tx,
    fresh.flatMap((each, at) => {
      const content = scopedContent(each, times[at] ?? 0);
      return content === null ? [] : [{ ...content, record: stored[at]?.id ?? 0 }];
    }),
  );
}

/** What is asked of the database in this turn is on its way by then, and it works at the same time. */
async function inNextTurn<T>(work: () => T): Promise<T> {
  await setImmediate();
  return work();
}

function entriesOf(stored: readonly StoredRecord[], fresh: readonly NewRecord[]): readonly LogEntry[] {
  return stored.map(({ record: { agent, seq }, receivedAt }, at) => ({
    ...{ v: 1, agent, seq, receivedAt },
    hash: fresh[at]?.hash ?? '',
  }));
}

interface Beside {
  readonly fresh: readonly NewRecord[];
  readonly times: readonly number[];
}

async function addRows(tx: Tx, stored: readonly StoredRecord[], { fresh, times }: Beside): Promise<void> {
  const records = stored.map(({ record }) => record);
  await sql`
    INSERT INTO records (id, received_at, agent, event, session, exchange, text, signature, vouched)
    SELECT * FROM unnest(${bigintArray(stored.map(({ id }) => id))}::bigint[],
      ${bigintArray(times)}::bigint[],
      ${textArray(records.map(({ agent }) => agent))}::text[],
      ${textArray(records.map(({ event }) => event))}::text[],
      ${textArray(records.map(({ session }) => storable(session)))}::text[],
      ${textArray(records.map(({ exchange }) => storable(exchange)))}::text[],
      ${textArray(fresh.map(({ text }) => text))}::text[],
      ${textArray(stored.map(({ signature }) => signature))}::text[],
      ${booleanArray(fresh.map(({ isVouched }) => isVouched))}::boolean[])
  `.execute(tx);
}
