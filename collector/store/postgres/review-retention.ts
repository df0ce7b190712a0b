import { type RawBuilder, sql } from 'kysely';
import type { StoredAsk } from '../approvals.ts';
import { DAY_MS } from '../content-seal.ts';
import {
  dueReviewOf,
  dueReviewSumOf,
  type ReviewRetentionTable,
  withoutExcerpt,
} from '../review-retention.ts';
import { json, type Row, text } from '../row.ts';
import { storeOwn } from './append.ts';
import type { PostgresConnection, Queries } from './connection.ts';
import { lockFor } from './locks.ts';

/** Whether an active hold keeps what was shown of approval `a` by its review `v`: by itself, or by its session. */
const HELD = sql.raw(`EXISTS (SELECT 1 FROM holds h WHERE h.released_at IS NULL
  AND (h.session IS NULL OR h.session = v.session)
  AND (h.since IS NULL OR (v.day + 1) * ${DAY_MS} > h.since)
  AND (h.until IS NULL OR v.day * ${DAY_MS} < h.until)
  AND (h.subject IS NULL OR h.subject = a.requester OR ${mayBe('subject')})
  AND (h.repository IS NULL OR h.repository = v.repository OR ${mayBe('repository')}))`);

/**
 * Whether a record of the session is found by that, or is not findable yet, so that nobody knows. A facet is the digest of
 * its name, NUL and its value.
 */
function mayBe(name: 'subject' | 'repository'): string {
  return `EXISTS (SELECT 1 FROM records o WHERE o.session = v.session
    AND (o.id > (SELECT indexed FROM search_progress) OR EXISTS (SELECT 1 FROM record_facets f WHERE f.record = o.id
      AND f.facet = sha256('${name}'::bytea || '\\x00'::bytea || convert_to(h.${name}, 'UTF8')))))`;
}

export function reviewRetentionTable(connection: PostgresConnection): ReviewRetentionTable {
  return {
    due: (keptFrom) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT held, count(DISTINCT session) AS sessions, count(*) AS approvals FROM (
            SELECT v.session, (${HELD})::int AS held FROM ${dueBefore(keptFrom)}) AS reviews
          GROUP BY held ORDER BY held
        `.execute(db);
        return rows.map(dueReviewSumOf);
      }),
    destroyNext: ({ agent, keptFrom, limit }, tell) =>
      connection.write(async (tx) => {
        // A hold is placed under the same lock: it comes before this, or after.
        await lockFor(tx, 'sequence');
        const { rows } = await sql<Row>`
          SELECT v.approval, v.session, v.repository, v.day, a.requester, a.ask FROM ${dueBefore(keptFrom)}
          AND NOT ${HELD} ORDER BY v.day, v.approval LIMIT ${limit}
        `.execute(tx);
        if (rows.length === 0) return [];
        const asks = rows.map((row) => JSON.stringify(withoutExcerpt(json<StoredAsk>(row, 'ask'))));
        const approvals = rows.map((row) => text(row, 'approval'));
        await sql`
          UPDATE approvals a SET ask = given.ask
          FROM unnest(${approvals}::text[], ${asks}::text[]) AS given (id, ask) WHERE a.id = given.id
        `.execute(tx);
        await sql`
          UPDATE approval_reviews SET diff = 'null', destroyed = 1 WHERE approval = ANY(${approvals}::text[])
        `.execute(tx);
        return storeOwn(tx, agent, (head) => tell(head, rows.map(dueReviewOf)));
      }),
    unswept: async () => (await connection.read(left)).length,
    compact: async () => {
      const swept = await connection.read(left);
      await connection.vacuum(['approval_reviews, approvals']);
      await connection.write((tx) =>
        sql`UPDATE approval_reviews SET destroyed = 2 WHERE approval = ANY(${swept}::text[])`.execute(tx),
      );
    },
  };
}

function dueBefore(keptFrom: number | null): RawBuilder<unknown> {
  return sql`approval_reviews v JOIN approvals a ON a.id = v.approval
    WHERE v.destroyed = 0 AND v.day < ${keptFrom ?? 0} AND a.kind NOT IN ('pending', 'granted')`;
}

async function left(db: Queries): Promise<readonly string[]> {
  const { rows } = await sql<Row>`SELECT approval FROM approval_reviews WHERE destroyed = 1`.execute(db);
  return rows.map((row) => text(row, 'approval'));
}
