import { type RawBuilder, sql } from 'kysely';
import { CONTENT_KINDS, DAY_MS, recordOf } from '../content-seal.ts';
import {
  dueKeyOf,
  dueSumOf,
  type HoldRow,
  holdOf,
  type KeptFrom,
  type RetentionTable,
} from '../retention.ts';
import { integer, maybe, type Row } from '../row.ts';
import type { Describe } from '../search.ts';
import { storeOwn } from './append.ts';
import type { PostgresConnection, Tx } from './connection.ts';
import { lockFor } from './locks.ts';
import { indexedText } from './words.ts';

/** Whether an active hold keeps what key `k` seals. What it says of a session is true of all that was said in it. */
const HELD = sql.raw(`EXISTS (SELECT 1 FROM holds h WHERE h.released_at IS NULL
  AND (h.session IS NULL OR h.session = k.session)
  AND (h.since IS NULL OR (k.day + 1) * ${DAY_MS} > h.since)
  AND (h.until IS NULL OR k.day * ${DAY_MS} < h.until)
  AND (h.subject IS NULL OR ${mayBe('subject')})
  AND (h.repository IS NULL OR ${mayBe('repository')}))`);

/**
 * Whether a record of the session is found by that, or is not findable yet, so that nobody knows. A facet is the digest of
 * its name, NUL and its value.
 */
function mayBe(name: 'subject' | 'repository'): string {
  return `EXISTS (SELECT 1 FROM records o WHERE o.session = k.session AND o.agent = k.agent
    AND (o.id > (SELECT indexed FROM search_progress) OR EXISTS (SELECT 1 FROM record_facets f WHERE f.record = o.id
      AND f.facet = sha256('${name}'::bytea || '\\x00'::bytea || convert_to(h.${name}, 'UTF8')))))`;
}

const RECORDS = sql.raw('(SELECT count(*) FROM record_contents c WHERE c.key_id = k.id)');
const HOLD = sql.raw('id, subject, session, repository, since, until, reason, by, at');

export function retentionTable(connection: PostgresConnection): RetentionTable {
  return {
    ...destruction(connection),
    ...sweeping(connection),
    ...holding(connection),
    ...leasing(connection),
  };
}

/** Of the keys whose time is over. */
function destruction(connection: PostgresConnection): Pick<RetentionTable, 'due' | 'destroyNext'> {
  return {
    due: (keptFrom) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT kind, held, count(DISTINCT agent || session) AS sessions, sum(records)::bigint AS records FROM (
            SELECT k.kind, k.agent, k.session, (${HELD})::int AS held, ${RECORDS} AS records FROM content_keys k
            WHERE ${isDue(keptFrom)}) AS keys
          GROUP BY kind, held ORDER BY kind, held
        `.execute(db);
        return rows.map(dueSumOf);
      }),
    destroyNext: ({ agent, keptFrom, limit }, tell) =>
      connection.write(async (tx) => {
        // A hold is placed under the same lock: it comes before this, or after.
        await lockFor(tx, 'sequence');
        const { rows } = await sql<Row>`
          SELECT k.id, k.agent, k.session, k.kind, k.day, ${RECORDS} AS records FROM content_keys k
          WHERE ${isDue(keptFrom)} AND NOT ${HELD} ORDER BY k.day, k.id LIMIT ${limit}
        `.execute(tx);
        const keys = rows.map(dueKeyOf);
        if (keys.length === 0) return [];
        const ids = keys.map(({ id }) => id);
        await sql`UPDATE content_keys SET key = NULL WHERE id = ANY(${ids}::bigint[])`.execute(tx);
        await sql`INSERT INTO content_sweeps SELECT * FROM unnest(${ids}::bigint[])`.execute(tx);
        return storeOwn(tx, agent, (head) => tell(head, keys));
      }),
  };
}

/** Of what those keys sealed. */
function sweeping(connection: PostgresConnection): Pick<RetentionTable, 'sweepNext' | 'unswept' | 'compact'> {
  return {
    sweepNext: (limit, describe) => connection.write((tx) => sweep(tx, limit, describe)),
    unswept: () =>
      connection.read(async (db) =>
        integer((await sql<Row>`SELECT count(*) AS keys FROM content_sweeps`.execute(db)).rows[0], 'keys'),
      ),
    compact: async () => {
      const swept = await connection.read((db) =>
        sql<Row>`
          SELECT s.key_id FROM content_sweeps s
          WHERE NOT EXISTS (SELECT 1 FROM record_contents c WHERE c.key_id = s.key_id)
        `.execute(db),
      );
      await connection.vacuum(['FULL content_keys', 'record_contents, record_words']);
      const keys = swept.rows.map((row) => integer(row, 'key_id'));
      await connection.write((tx) =>
        sql`DELETE FROM content_sweeps WHERE key_id = ANY(${keys}::bigint[])`.execute(tx),
      );
    },
  };
}

function holding(connection: PostgresConnection): Pick<RetentionTable, 'holds' | 'addHold' | 'releaseHold'> {
  return {
    holds: () =>
      connection.read(async (db) => {
        const query = sql<Row>`SELECT ${HOLD} FROM holds WHERE released_at IS NULL ORDER BY id`;
        return (await query.execute(db)).rows.map(holdOf);
      }),
    addHold: ({ subject, session, repository, since, until, reason, by, at }, agent, tell) =>
      connection.write(async (tx) => {
        await lockFor(tx, 'sequence');
        const { rows } = await sql<Row>`
          INSERT INTO holds (subject, session, repository, since, until, reason, by, at)
          VALUES (${subject}, ${session}, ${repository}, ${since}, ${until}, ${reason}, ${by}, ${at}) RETURNING id
        `.execute(tx);
        const id = integer(rows[0], 'id');
        await storeOwn(tx, agent, (head) => tell(head, id));
        return id;
      }),
    releaseHold: ({ id, by, at, agent }, tell) =>
      connection.write(async (tx) => {
        await lockFor(tx, 'sequence');
        const { rows } = await sql<Row>`
          UPDATE holds SET released_by = ${by}, released_at = ${at}
          WHERE id = ${id} AND released_at IS NULL RETURNING ${HOLD}
        `.execute(tx);
        const held: HoldRow | null = maybe(rows[0], holdOf);
        if (held === null) return false;
        await storeOwn(tx, agent, (head) => tell(head, held));
        return true;
      }),
  };
}

function leasing(connection: PostgresConnection): Pick<RetentionTable, 'lease'> {
  return {
    lease: (holder, forMs) =>
      connection.write(async (tx) => {
        // By the database's clock: those of collectors differ.
        const { numAffectedRows } = await sql`
          UPDATE retention_lease SET holder = ${holder}, held_until = now() + ${forMs} * interval '1 millisecond'
          WHERE holder = ${holder} OR held_until <= now()
        `.execute(tx);
        return numAffectedRows === 1n;
      }),
  };
}

/** No day comes before what is kept for ever. */
function isDue(keptFrom: KeptFrom): RawBuilder<unknown> {
  const kinds = CONTENT_KINDS.map((kind) => sql`(k.kind = ${kind} AND k.day < ${keptFrom[kind] ?? 0})`);
  return sql`k.key IS NOT NULL AND (${sql.join(kinds, sql` OR `)})`;
}

/** What was said leaves its table and the index of words, which then has what the record still says. */
async function sweep(tx: Tx, limit: number, describe: Describe): Promise<number> {
  // Whoever indexes waits: a record gets its words here or there, and not twice.
  const progress = await sql<Row>`SELECT indexed FROM search_progress FOR UPDATE`.execute(tx);
  const { rows } = await sql<Row>`
    SELECT r.id, r.text FROM content_sweeps s
    JOIN record_contents c ON c.key_id = s.key_id JOIN records r ON r.id = c.record LIMIT ${limit}
  `.execute(tx);
  const ids = rows.map((row) => integer(row, 'id'));
  await sql`DELETE FROM record_contents WHERE record = ANY(${ids}::bigint[])`.execute(tx);
  const indexed = rows.filter((row) => integer(row, 'id') <= integer(progress.rows[0], 'indexed'));
  await sql`
    UPDATE record_words w SET words = to_tsvector('simple', given.words)
    FROM unnest(${indexed.map((row) => integer(row, 'id'))}::bigint[],
      ${indexed.map((row) => indexedText(describe(recordOf(row), null).words))}::text[]) AS given (id, words)
    WHERE w.record = given.id
  `.execute(tx);
  return rows.length;
}
