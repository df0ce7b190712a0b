import { CHAIN_START } from '../../../protocol/chain.ts';
import { CONTENT_KINDS, DAY_MS, recordOf } from '../content-seal.ts';
import { positionOf } from '../records.ts';
import {
  type DueKey,
  dueKeyOf,
  dueSumOf,
  type HoldRow,
  holdOf,
  type KeptFrom,
  type RetentionTable,
} from '../retention.ts';
import { integer, maybe } from '../row.ts';
import type { SqliteConnection } from './connection.ts';
import { acceptedWriter } from './records.ts';
import { openingReader, wordsWriter } from './search.ts';

/** Whether an active hold keeps what key `k` seals. What it says of a session is true of all that was said in it. */
const HELD = `EXISTS (SELECT 1 FROM holds h WHERE h.released_at IS NULL
  AND (h.session IS NULL OR h.session = k.session)
  AND (h.since IS NULL OR (k.day + 1) * ${DAY_MS} > h.since)
  AND (h.until IS NULL OR k.day * ${DAY_MS} < h.until)
  AND (h.subject IS NULL OR ${mayBe('subject')})
  AND (h.repository IS NULL OR ${mayBe('repository')}))`;

/** Whether a record of the session is found by that, or is not findable yet, so that nobody knows. */
function mayBe(name: 'subject' | 'repository'): string {
  return `EXISTS (SELECT 1 FROM records o WHERE o.session = k.session AND o.agent = k.agent
    AND (o.id > (SELECT indexed FROM search_progress) OR EXISTS (SELECT 1 FROM record_facets f
      WHERE f.record = o.id AND f.name = '${name}' AND f.value = h.${name})))`;
}

const DUE = `k.key IS NOT NULL AND (${CONTENT_KINDS.map((kind) => `(k.kind = '${kind}' AND k.day < ?)`).join(' OR ')})`;
const RECORDS = '(SELECT count(*) FROM record_contents c WHERE c.key_id = k.id)';
const HOLD = 'id, subject, session, repository, since, until, reason, by, at';

/** Pages of the index of words that are merged in one step. */
const MERGED_PAGES = 500;

export function retentionTable({ database, writes }: SqliteConnection): RetentionTable {
  const due = database.prepare(
    `SELECT kind, held, count(DISTINCT agent || session) AS sessions, sum(records) AS records FROM (
       SELECT k.kind, k.agent, k.session, ${HELD} AS held, ${RECORDS} AS records FROM content_keys k WHERE ${DUE})
     GROUP BY kind, held ORDER BY kind, held`,
  );
  const next = database.prepare(
    `SELECT k.id, k.agent, k.session, k.kind, k.day, ${RECORDS} AS records FROM content_keys k
     WHERE ${DUE} AND NOT ${HELD} ORDER BY k.day, k.id LIMIT ?`,
  );
  const destroy = database.prepare('UPDATE content_keys SET key = NULL WHERE id = ?');
  const toSweep = database.prepare('INSERT INTO content_sweeps (key_id) VALUES (?)');
  const unswept = database.prepare('SELECT count(*) AS keys FROM content_sweeps');
  const head = database.prepare('SELECT seq, hash FROM records WHERE agent = ? ORDER BY seq DESC LIMIT 1');
  const lease = database.prepare(
    'UPDATE retention_lease SET holder = ?, held_until = ? WHERE holder = ? OR held_until <= ?',
  );
  const holds = database.prepare(`SELECT ${HOLD} FROM holds WHERE released_at IS NULL ORDER BY id`);
  const hold = database.prepare(`SELECT ${HOLD} FROM holds WHERE released_at IS NULL AND id = ?`);
  const addHold = database.prepare(
    `INSERT INTO holds (subject, session, repository, since, until, reason, by, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  );
  const release = database.prepare('UPDATE holds SET released_by = ?, released_at = ? WHERE id = ?');
  const write = acceptedWriter(database);
  const sweep = sweeper(database);
  const headOf = (agent: string) => maybe(head.get(agent), positionOf) ?? CHAIN_START;
  return {
    due: async (keptFrom) => due.all(...daysOf(keptFrom)).map(dueSumOf),
    destroyNext: ({ agent, keptFrom, limit }, tell) =>
      writes.run(() => {
        const keys: readonly DueKey[] = next.all(...daysOf(keptFrom), limit).map(dueKeyOf);
        if (keys.length === 0) return [];
        for (const { id } of keys) {
          destroy.run(id);
          toSweep.run(id);
        }
        return write(agent, tell(headOf(agent), keys));
      }),
    sweepNext: (limit, describe) => writes.run(() => sweep(limit, describe)),
    unswept: async () => integer(unswept.get(), 'keys'),
    compact: () => compact({ database, writes }),
    lease: (holder, forMs) =>
      writes.run(() => lease.run(holder, Date.now() + forMs, holder, Date.now()).changes === 1),
    holds: async () => holds.all().map(holdOf),
    addHold: ({ subject, session, repository, since, until, reason, by, at }, agent, tell) =>
      writes.run(() => {
        const id = integer(addHold.get(subject, session, repository, since, until, reason, by, at), 'id');
        write(agent, tell(headOf(agent), id));
        return id;
      }),
    releaseHold: ({ id, by, at, agent }, tell) =>
      writes.run(() => {
        const held: HoldRow | null = maybe(hold.get(id), holdOf);
        if (held === null) return false;
        release.run(by, at, id);
        write(agent, tell(headOf(agent), held));
        return true;
      }),
  };
}

/** In the order of the kinds; no day comes before what is kept for ever. */
function daysOf(keptFrom: KeptFrom): readonly number[] {
  return CONTENT_KINDS.map((kind) => keptFrom[kind] ?? 0);
}

type Sweep = (limit: number, describe: Parameters<RetentionTable['sweepNext']>[1]) => number;

/** What was said leaves its table and the index of words, which then has what the record still says. */
function sweeper(database: SqliteConnection['database']): Sweep {
  const left = database.prepare(
    `SELECT r.id, r.text, r.id <= (SELECT indexed FROM search_progress) AS indexed
     FROM content_sweeps s JOIN record_contents c ON c.key_id = s.key_id JOIN records r ON r.id = c.record LIMIT ?`,
  );
  const remove = database.prepare('DELETE FROM record_contents WHERE record = ?');
  const unword = database.prepare('DELETE FROM record_words WHERE rowid = ?');
  const word = wordsWriter(database);
  const openingOf = openingReader(database);
  return (limit, describe) => {
    const rows = left.all(limit);
    for (const row of rows) {
      const id = integer(row, 'id');
      remove.run(id);
      if (integer(row, 'indexed') === 0) continue;
      unword.run(id);
      const record = recordOf(row);
      word(id, record, describe(record, openingOf(record)));
    }
    return rows.length;
  };
}

/**
 * A word that is deleted stays in the index's pages until they are merged, and any page in the write-ahead log until
 * that is cut: so both are done, the first in steps that hold up nobody for long.
 */
async function compact({ database, writes }: SqliteConnection): Promise<void> {
  const swept = database
    .prepare(
      `SELECT s.key_id FROM content_sweeps s
       WHERE NOT EXISTS (SELECT 1 FROM record_contents c WHERE c.key_id = s.key_id)`,
    )
    .all();
  const done = database.prepare('DELETE FROM content_sweeps WHERE key_id = ?');
  const merge = database.prepare("INSERT INTO record_words (record_words, rank) VALUES ('merge', ?)");
  const total = database.prepare('SELECT total_changes() AS changes');
  const step = (pages: number): Promise<boolean> =>
    writes.run(() => {
      const before = integer(total.get(), 'changes');
      merge.run(pages);
      return integer(total.get(), 'changes') - before >= 2;
    });
  // A negative number takes every segment into one merge; the steps after it go on with that.
  for (let goesOn = await step(-MERGED_PAGES); goesOn; goesOn = await step(MERGED_PAGES));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  await writes.run(() => {
    for (const { key_id: key } of swept) if (typeof key === 'number') done.run(key);
  });
}
