import { type LogTable, loggedOf } from '../log.ts';
import { integer, maybe } from '../row.ts';
import type { SqliteConnection } from './connection.ts';
import { hashReader } from './hashes.ts';

const ENTRY = 'agent, seq, hash, received_at, log_index';

export function logTable({ database }: SqliteConnection): LogTable {
  const size = database.prepare(
    'SELECT coalesce(max(number) + 1, 0) AS size FROM log_hashes WHERE level = 0',
  );
  const entries = database.prepare(
    `SELECT ${ENTRY} FROM records WHERE log_index >= ? ORDER BY log_index LIMIT ?`,
  );
  const entryOf = database.prepare(`SELECT ${ENTRY} FROM records WHERE agent = ? AND seq = ?`);
  const hashes = hashReader(database);
  return {
    size: async () => integer(size.get(), 'size'),
    entries: async (index, limit) => entries.all(index, limit).map((row) => loggedOf(row).entry),
    entryOf: async (agent, seq) => maybe(entryOf.get(agent, seq), loggedOf),
    hashes: async (level, from, count) => hashes(level, from, count),
  };
}
