import { sql } from 'kysely';
import { recordOf } from '../content-seal.ts';
import { integer, type Row } from '../row.ts';
import { behindOf, type Findable, progressOf, type SearchTable } from '../search.ts';
import { putStandings } from './agent-standings.ts';
import type { PostgresConnection, Tx } from './connection.ts';
import { CONTENT_COLUMNS, WITH_CONTENT } from './contents.ts';
import { facetKey } from './facet.ts';
import { openingsOf } from './openings.ts';
import { addTallies } from './tallies.ts';
import { indexedText } from './words.ts';

const HOUR_MS = 60 * 60_000;

export function searchTable(connection: PostgresConnection): SearchTable {
  const progress = () =>
    connection.read(async (db) => {
      const { rows } = await sql<Row>`
        SELECT (SELECT coalesce(max(log_index) + 1, 0) FROM leaves) AS stored, indexed FROM search_progress
      `.execute(db);
      return progressOf(rows[0]);
    });
  return {
    progress,
    behind: async () => behindOf(await progress()),
    indexNext: (limit, describe) =>
      connection.write(async (tx) => {
        // Of several collectors one goes on where the other ended.
        const progress = await sql<Row>`SELECT indexed FROM search_progress FOR UPDATE`.execute(tx);
        const { rows } = await sql<Row>`
          SELECT r.id, r.text, r.received_at, ${CONTENT_COLUMNS} FROM records r ${WITH_CONTENT}
          WHERE r.id > ${integer(progress.rows[0], 'indexed')} AND r.id <= (SELECT checked FROM signature_progress)
          ORDER BY r.id LIMIT ${limit}
        `.execute(tx);
        const records = rows.map(recordOf);
        const openingOf = await openingsOf(tx, records);
        const found = rows.map((row, at) => {
          const record = records[at] ?? recordOf(row);
          const hour = Math.floor(integer(row, 'received_at') / HOUR_MS);
          return { id: integer(row, 'id'), hour, record, findable: describe(record, openingOf(record)) };
        });
        await addTallies(
          tx,
          found.flatMap(({ hour, findable }) => findable.tallies.map((tally) => ({ ...tally, hour }))),
        );
        await putStandings(
          tx,
          found.map(({ record, findable }) => ({ record, standing: findable.standing })),
        );
        await addFindable(tx, found);
        return rows.length;
      }),
  };
}

interface Found {
  readonly id: number;
  readonly findable: Findable;
}

async function addFindable(tx: Tx, found: readonly Found[]): Promise<void> {
  const last = found.at(-1);
  if (last === undefined) return;
  const facets = found.flatMap(({ id, findable }) =>
    findable.facets.map((facet) => ({ id, key: facetKey(facet) })),
  );
  await sql`
    INSERT INTO record_facets (facet, record)
    SELECT * FROM unnest(${facets.map(({ key }) => key)}::bytea[], ${facets.map(({ id }) => id)}::bigint[])
    ON CONFLICT DO NOTHING
  `.execute(tx);
  await sql`
    INSERT INTO record_words (record, words)
    SELECT id, to_tsvector('simple', words)
    FROM unnest(${found.map(({ id }) => id)}::bigint[],
      ${found.map(({ findable }) => indexedText(findable.words))}::text[]) AS given (id, words)
  `.execute(tx);
  await sql`UPDATE search_progress SET indexed = ${last.id}`.execute(tx);
}
