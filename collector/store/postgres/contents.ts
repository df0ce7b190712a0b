import { sql } from 'kysely';
import { type ContentScope, newContentKey, type ScopedContent, sealContent } from '../content-seal.ts';
import { bytes, integer, type Row } from '../row.ts';
import type { Tx } from './connection.ts';
import { storable } from './storable.ts';

/** Beside records `r`: what was said, and its key, null once that is destroyed. */
export const WITH_CONTENT = sql.raw(
  'LEFT JOIN record_contents c ON c.record = r.id LEFT JOIN content_keys k ON k.id = c.key_id',
);
export const CONTENT_COLUMNS = sql.raw('c.sealed, k.key AS content_key');

type Content = ScopedContent & { readonly record: number };

/** Seals what was said in records; for the transaction that stores them, which holds the sequence. */
export async function addContents(tx: Tx, contents: readonly Content[]): Promise<void> {
  if (contents.length === 0) return;
  const keys = new Map<string, KnownKey>();
  for (const { scope } of contents) {
    const name = JSON.stringify(scope);
    if (!keys.has(name)) keys.set(name, await keyOf(tx, scope));
  }
  const sealed = contents.flatMap(({ record, scope, said }) => {
    const under = keys.get(JSON.stringify(scope));
    return under === undefined ? [] : [{ record, id: under.id, bytes: sealContent(said, under.key) }];
  });
  await sql`
    INSERT INTO record_contents (record, key_id, sealed)
    SELECT * FROM unnest(${sealed.map(({ record }) => record)}::bigint[], ${sealed.map(({ id }) => id)}::bigint[],
      ${sealed.map((each) => Buffer.from(each.bytes))}::bytea[])
  `.execute(tx);
}

interface KnownKey {
  readonly id: number;
  readonly key: Uint8Array;
}

async function keyOf(tx: Tx, { agent, session, kind, day }: ContentScope): Promise<KnownKey> {
  const known = await sql<Row>`
    SELECT id, key FROM content_keys
    WHERE agent = ${agent} AND session = ${storable(session)} AND kind = ${kind} AND day = ${day} AND key IS NOT NULL
  `.execute(tx);
  const [row] = known.rows.length > 0 ? known.rows : (await made(tx, { agent, session, kind, day })).rows;
  return { id: integer(row, 'id'), key: bytes(row, 'key') };
}

function made(tx: Tx, { agent, session, kind, day }: ContentScope): Promise<{ rows: Row[] }> {
  return sql<Row>`
    INSERT INTO content_keys (agent, session, kind, day, key)
    VALUES (${agent}, ${storable(session)}, ${kind}, ${day}, ${Buffer.from(newContentKey())}) RETURNING id, key
  `.execute(tx);
}
