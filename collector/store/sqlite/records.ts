import { CHAIN_START } from '../../../protocol/chain.ts';
import type { StoredRecord } from '../../../protocol/collector-api.ts';
import type { LogEntry } from '../../../protocol/log-entry.ts';
import { scopedContent } from '../content-seal.ts';
import { type Accepted, type NewRecord, positionOf, type RecordsTable, storedOf } from '../records.ts';
import { integer, maybe, text } from '../row.ts';
import type { SqliteConnection } from './connection.ts';
import { CONTENT_COLUMNS, contentWriter } from './contents.ts';
import { findingWriter } from './findings.ts';
import { leafWriter } from './leaves.ts';
import { oddityWriter } from './oddities.ts';
import { pageQuery } from './record-page.ts';

const COLUMNS = `r.id, r.text, r.signature, r.received_at, r.log_index, ${CONTENT_COLUMNS}`;

export function recordsTable({ database, writes }: SqliteConnection): RecordsTable {
  const head = database.prepare('SELECT seq, hash FROM records WHERE agent = ? ORDER BY seq DESC LIMIT 1');
  const hashAt = database.prepare('SELECT hash FROM records WHERE agent = ? AND seq = ?');
  const headOf = (agent: string) => maybe(head.get(agent), positionOf) ?? CHAIN_START;
  const write = acceptedWriter(database);
  return {
    head: async (agent) => headOf(agent),
    append: ({ agent, decide }) =>
      writes.run(() => {
        const accepted = decide({
          head: headOf(agent),
          hashAt: (seq) => maybe(hashAt.get(agent, seq), (row) => text(row, 'hash')),
        });
        return { accepted, stored: write(agent, accepted) };
      }),
    page: async (filter) => {
      const { sql, values } = pageQuery(COLUMNS, filter);
      return database
        .prepare(sql)
        .all(...values)
        .map(storedOf);
    },
  };
}

const HOUR_MS = 60 * 60_000;

type Database = SqliteConnection['database'];

/** Stores what was accepted of an agent's chain; for a transaction. */
export function acceptedWriter(
  database: Database,
): (agent: string, accepted: Accepted) => readonly StoredRecord[] {
  const size = database.prepare('SELECT coalesce(max(log_index) + 1, 0) AS size FROM records');
  const addRecord = recordWriter(database);
  const addLeaves = leafWriter(database);
  const addFinding = findingWriter(database);
  const noteOddity = oddityWriter(database);
  const noteHour = database.prepare(
    'INSERT INTO record_hours (hour, first, last) VALUES (?, ?, ?) ON CONFLICT (hour) DO UPDATE SET last = excluded.last',
  );
  return (agent, { records, receivedAt, findings, oddities }) => {
    for (const finding of findings) addFinding(finding, receivedAt);
    for (const oddity of oddities) noteOddity(oddity, { agent, at: receivedAt });
    if (records.length === 0) return [];
    const first = integer(size.get(), 'size');
    const place = { receivedAt, at: new Date(receivedAt).toISOString() };
    const stored = records.map((record, offset) => addRecord(record, { ...place, index: first + offset }));
    const entries = records.map((record) => entryOf(record, place));
    addLeaves(first, entries);
    const [firstId, lastId] = [stored.at(0)?.id ?? null, stored.at(-1)?.id ?? null];
    noteHour.run(Math.floor(receivedAt / HOUR_MS), firstId, lastId);
    return stored;
  };
}

interface Place {
  readonly index: number;
  readonly receivedAt: number;
  /** The same as text. */
  readonly at: string;
}

function entryOf({ signed, hash }: NewRecord, { at }: Pick<Place, 'at'>): LogEntry {
  const { agent, seq } = signed.record;
  return { v: 1, agent, seq, hash, receivedAt: at };
}

function recordWriter(database: Database): (record: NewRecord, place: Place) => StoredRecord {
  const addContent = contentWriter(database);
  const add = database.prepare(
    `INSERT INTO records (agent, seq, hash, text, signature, event, session, exchange, received_at, log_index, vouched)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (fresh, { index, receivedAt, at }) => {
    const { hash } = fresh;
    const { record, signature } = fresh.signed;
    const { agent, seq, event, session, exchange } = record;
    const { lastInsertRowid } = add.run(
      agent,
      seq,
      hash,
      fresh.text,
      signature,
      event,
      session,
      exchange,
      receivedAt,
      index,
      Number(fresh.isVouched),
    );
    const content = scopedContent(fresh, receivedAt);
    if (content !== null) addContent(Number(lastInsertRowid), content);
    return { id: Number(lastInsertRowid), index, receivedAt: at, record, signature };
  };
}
