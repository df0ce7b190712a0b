import type { AuditRecord } from '../../../protocol/audit-record.ts';
import { recordOf } from '../content-seal.ts';
import { integer, maybe } from '../row.ts';
import { behindOf, type Findable, progressOf, type SearchTable } from '../search.ts';
import { standingWriter } from './agent-standings.ts';
import type { SqliteConnection } from './connection.ts';
import { CONTENT_COLUMNS, WITH_CONTENT } from './contents.ts';
import { marksOf } from './marks.ts';
import { tallyWriter } from './tallies.ts';

const HOUR_MS = 60 * 60_000;

export function searchTable({ database, writes }: SqliteConnection): SearchTable {
  const unindexed = database.prepare(
    `SELECT r.id, r.text, r.received_at, ${CONTENT_COLUMNS} FROM records r ${WITH_CONTENT}
     WHERE r.id > (SELECT indexed FROM search_progress) AND r.id <= (SELECT checked FROM signature_progress)
     ORDER BY r.id LIMIT ?`,
  );
  const places = database.prepare(
    'SELECT (SELECT coalesce(max(id), 0) FROM records) AS stored, indexed FROM search_progress',
  );
  const progress = async () => progressOf(places.get());
  const advance = database.prepare('UPDATE search_progress SET indexed = ?');
  const add = findableWriter(database);
  const count = tallyWriter(database);
  const stand = standingWriter(database);
  const openingOf = openingReader(database);
  return {
    progress,
    behind: async () => behindOf(await progress()),
    indexNext: (limit, describe) =>
      writes.runOwn(() => {
        const rows = unindexed.all(limit);
        for (const row of rows) {
          const record = recordOf(row);
          const findable = describe(record, openingOf(record));
          add(integer(row, 'id'), record, findable);
          count(Math.floor(integer(row, 'received_at') / HOUR_MS), findable.tallies);
          stand(record, findable.standing);
        }
        const last = rows.at(-1);
        if (last !== undefined) advance.run(integer(last, 'id'));
        return rows.length;
      }),
  };
}

/** The record that opened the session of another one; null where none is stored. */
export function openingReader(
  database: SqliteConnection['database'],
): (record: AuditRecord) => AuditRecord | null {
  // Any other index would be walked for every record, and an agent may name one session in all of its own.
  const opened = database.prepare(
    "SELECT text FROM records INDEXED BY records_opening WHERE session = ? AND agent = ? AND event = 'session.opened' LIMIT 1",
  );
  return ({ agent, session }) => (session === null ? null : maybe(opened.get(session, agent), recordOf));
}

/** Puts into the index what a record is found by. */
export function wordsWriter(
  database: SqliteConnection['database'],
): (id: number, record: AuditRecord, findable: Pick<Findable, 'facets' | 'words'>) => void {
  const add = database.prepare('INSERT INTO record_words (rowid, words, marks) VALUES (?, ?, ?)');
  return (id, record, { facets, words }) => void add.run(id, words, marksOf(record, facets));
}

function findableWriter(
  database: SqliteConnection['database'],
): (id: number, record: AuditRecord, findable: Findable) => void {
  const addFacet = database.prepare(
    'INSERT INTO record_facets (name, value, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const addWords = wordsWriter(database);
  return (id, record, findable) => {
    for (const { name, value } of findable.facets) addFacet.run(name, value, id);
    addWords(id, record, findable);
  };
}
