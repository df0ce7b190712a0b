import { CHAIN_START } from '../../../protocol/chain.ts';
import type { StoredAsk } from '../approvals.ts';
import { DAY_MS } from '../content-seal.ts';
import { positionOf } from '../records.ts';
import {
  dueReviewOf,
  dueReviewSumOf,
  type ReviewRetentionTable,
  withoutExcerpt,
} from '../review-retention.ts';
import { json, maybe } from '../row.ts';
import type { SqliteConnection } from './connection.ts';
import { acceptedWriter } from './records.ts';

/** Whether an active hold keeps what was shown of approval `a` by its review `v`: by itself, or by its session. */
const HELD = `EXISTS (SELECT 1 FROM holds h WHERE h.released_at IS NULL
  AND (h.session IS NULL OR h.session = v.session)
  AND (h.since IS NULL OR (v.day + 1) * ${DAY_MS} > h.since)
  AND (h.until IS NULL OR v.day * ${DAY_MS} < h.until)
  AND (h.subject IS NULL OR h.subject = a.requester OR ${mayBe('subject')})
  AND (h.repository IS NULL OR h.repository = v.repository OR ${mayBe('repository')}))`;

/** Whether a record of the session is found by that, or is not findable yet, so that nobody knows. */
function mayBe(name: 'subject' | 'repository'): string {
  return `EXISTS (SELECT 1 FROM records o WHERE o.session = v.session
    AND (o.id > (SELECT indexed FROM search_progress) OR EXISTS (SELECT 1 FROM record_facets f
      WHERE f.record = o.id AND f.name = '${name}' AND f.value = h.${name})))`;
}

const DUE = `approval_reviews v JOIN approvals a ON a.id = v.approval
  WHERE v.destroyed = 0 AND v.day < ? AND a.kind NOT IN ('pending', 'granted')`;

export function reviewRetentionTable({ database, writes }: SqliteConnection): ReviewRetentionTable {
  const due = database.prepare(
    `SELECT held, count(DISTINCT session) AS sessions, count(*) AS approvals FROM (
       SELECT v.session, ${HELD} AS held FROM ${DUE}) GROUP BY held ORDER BY held`,
  );
  const next = database.prepare(
    `SELECT v.approval, v.session, v.repository, v.day, a.requester, a.ask FROM ${DUE} AND NOT ${HELD}
     ORDER BY v.day, v.approval LIMIT ?`,
  );
  const destroy = database.prepare(
    "UPDATE approval_reviews SET diff = 'null', destroyed = 1 WHERE approval = ?",
  );
  const cut = database.prepare('UPDATE approvals SET ask = ? WHERE id = ?');
  const head = database.prepare('SELECT seq, hash FROM records WHERE agent = ? ORDER BY seq DESC LIMIT 1');
  const left = database.prepare('SELECT approval FROM approval_reviews WHERE destroyed = 1');
  const done = database.prepare('UPDATE approval_reviews SET destroyed = 2 WHERE approval = ?');
  const write = acceptedWriter(database);
  return {
    due: async (keptFrom) => due.all(keptFrom ?? 0).map(dueReviewSumOf),
    destroyNext: ({ agent, keptFrom, limit }, tell) =>
      writes.run(() => {
        const rows = next.all(keptFrom ?? 0, limit);
        if (rows.length === 0) return [];
        for (const row of rows) {
          const { approval } = dueReviewOf(row);
          destroy.run(approval);
          cut.run(JSON.stringify(withoutExcerpt(json<StoredAsk>(row, 'ask'))), approval);
        }
        return write(agent, tell(maybe(head.get(agent), positionOf) ?? CHAIN_START, rows.map(dueReviewOf)));
      }),
    unswept: async () => left.all().length,
    compact: async () => {
      const swept = left.all();
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await writes.run(() => {
        for (const { approval } of swept) if (typeof approval === 'string') done.run(approval);
      });
    },
  };
}
