import type { DatabaseSync } from 'node:sqlite';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import { integer, json, type Row } from './row.ts';

/** What a record can be found by: a name and one of its values. */
export interface Facet {
  readonly name: string;
  readonly value: string;
}

export interface UnindexedRecord {
  readonly id: number;
  readonly record: AuditRecord;
}

export interface SearchTable {
  /** At most `limit` records that cannot be found yet, the oldest first. */
  unindexed(limit: number): readonly UnindexedRecord[];
  /** How many records cannot be found yet. */
  behind(): number;
  /** Makes a record findable. Records come in the order of `unindexed`. */
  index(id: number, facets: readonly Facet[], words: string): void;
  /** Null where the session's opening is not stored. */
  sessionOpened(agent: string, session: string): AuditRecord | null;
}

/** A lag beyond this is as bad as one of twice that, and counting it costs. */
const MAX_COUNTED = 100_000;

export function searchTable(database: DatabaseSync): SearchTable {
  const unindexed = database.prepare(
    'SELECT id, text FROM records WHERE id > (SELECT indexed FROM search_progress) ORDER BY id LIMIT ?',
  );
  const behind = database.prepare(
    `SELECT count(*) AS behind FROM (
       SELECT 1 FROM records WHERE id > (SELECT indexed FROM search_progress) LIMIT ${MAX_COUNTED})`,
  );
  const facet = database.prepare(
    'INSERT INTO record_facets (name, value, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const words = database.prepare('INSERT INTO record_words (rowid, words) VALUES (?, ?)');
  const progress = database.prepare('UPDATE search_progress SET indexed = ?');
  const opened = database.prepare(
    "SELECT id, text FROM records WHERE session = ? AND agent = ? AND event = 'session.opened' LIMIT 1",
  );
  return {
    behind: () => integer(behind.get(), 'behind'),
    unindexed: (limit) => unindexed.all(limit).map(recordOf),
    index: (id, facets, text) => {
      for (const { name, value } of facets) facet.run(name, value, id);
      words.run(id, text);
      progress.run(id);
    },
    sessionOpened: (agent, session) => {
      const row = opened.get(session, agent);
      return row === undefined ? null : recordOf(row).record;
    },
  };
}

function recordOf(row: Row): UnindexedRecord {
  return { id: integer(row, 'id'), record: json<AuditRecord>(row, 'text') };
}
