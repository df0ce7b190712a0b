import { newContentKey, type ScopedContent, sealContent } from '../content-seal.ts';
import { bytes, integer, maybe } from '../row.ts';
import type { SqliteConnection } from './connection.ts';

/** Beside records `r`: what was said, and its key, null once that is destroyed. */
export const WITH_CONTENT =
  'LEFT JOIN record_contents c ON c.record = r.id LEFT JOIN content_keys k ON k.id = c.key_id';
export const CONTENT_COLUMNS = 'c.sealed, k.key AS content_key';

/** Seals what was said in a record; for the transaction that stores the record. */
export function contentWriter(
  database: SqliteConnection['database'],
): (record: number, content: ScopedContent) => void {
  const find = database.prepare(
    'SELECT id, key FROM content_keys WHERE agent = ? AND session = ? AND kind = ? AND day = ? AND key IS NOT NULL',
  );
  const make = database.prepare(
    'INSERT INTO content_keys (agent, session, kind, day, key) VALUES (?, ?, ?, ?, ?) RETURNING id, key',
  );
  const add = database.prepare('INSERT INTO record_contents (record, key_id, sealed) VALUES (?, ?, ?)');
  return (record, { scope: { agent, session, kind, day }, said }) => {
    const under = (row: Parameters<typeof integer>[0]) => ({
      id: integer(row, 'id'),
      key: bytes(row, 'key'),
    });
    const known = maybe(find.get(agent, session, kind, day), under);
    const { id, key } = known ?? under(make.get(agent, session, kind, day, newContentKey()));
    add.run(record, id, sealContent(said, key));
  };
}
