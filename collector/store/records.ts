import type { DatabaseSync } from 'node:sqlite';
import type { AuditRecord, SignedRecord } from '../../protocol/audit-record.ts';
import { recordJson } from '../../protocol/audit-record.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { CHAIN_START, type ChainPosition } from '../../protocol/chain.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { pageQuery, type RecordFilter } from './record-page.ts';
import { integer, json, type Row, text } from './row.ts';

export interface RecordsTable {
  /** The last record of this agent. */
  head(agent: string): ChainPosition;
  /** Null where nothing is stored. */
  hashAt(agent: string, seq: number): string | null;
  add(signed: SignedRecord, hash: string, receivedAt: number): StoredRecord;
  page(filter: RecordFilter): readonly StoredRecord[];
}

const COLUMNS = 'r.id, r.text, r.signature, r.received_at, r.log_index';

export function recordsTable(database: DatabaseSync): RecordsTable {
  const head = database.prepare('SELECT seq, hash FROM records WHERE agent = ? ORDER BY seq DESC LIMIT 1');
  const hashAt = database.prepare('SELECT hash FROM records WHERE agent = ? AND seq = ?');
  const add = database.prepare(
    `INSERT INTO records (agent, seq, hash, text, signature, event, session, exchange, received_at, log_index)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(log_index) + 1, 0) FROM records))
     RETURNING id, log_index`,
  );
  return {
    head: (agent) => positionOf(head.get(agent)),
    hashAt: (agent, seq) => {
      const row = hashAt.get(agent, seq);
      return row === undefined ? null : text(row, 'hash');
    },
    add: ({ record, signature }, hash, receivedAt) => {
      const { agent, seq, event, session, exchange } = record;
      const content = canonicalJson(recordJson(record));
      const row = add.get(agent, seq, hash, content, signature, event, session, exchange, receivedAt);
      const at = new Date(receivedAt).toISOString();
      return { id: integer(row, 'id'), index: integer(row, 'log_index'), receivedAt: at, record, signature };
    },
    page: (filter) => readPage(database, filter),
  };
}

function readPage(database: DatabaseSync, filter: RecordFilter): readonly StoredRecord[] {
  const { sql, values } = pageQuery(COLUMNS, filter);
  return database
    .prepare(sql)
    .all(...values)
    .map(storedOf);
}

function positionOf(row: Row | undefined): ChainPosition {
  return row === undefined ? CHAIN_START : { seq: integer(row, 'seq'), hash: text(row, 'hash') };
}

function storedOf(row: Row | undefined): StoredRecord {
  return {
    id: integer(row, 'id'),
    index: integer(row, 'log_index'),
    receivedAt: new Date(integer(row, 'received_at')).toISOString(),
    record: json<AuditRecord>(row, 'text'),
    signature: text(row, 'signature'),
  };
}
