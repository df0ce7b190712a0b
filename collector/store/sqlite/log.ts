import { type LogTable, loggedOf } from '../log.ts';
import { integer, maybe, text } from '../row.ts';
import type { SqliteConnection } from './connection.ts';
import { hashReader } from './hashes.ts';

const ENTRY = 'agent, seq, hash, received_at, log_index';

export function logTable({ database, writes }: SqliteConnection): LogTable {
  const size = database.prepare(
    'SELECT coalesce(max(number) + 1, 0) AS size FROM log_hashes WHERE level = 0',
  );
  const entries = database.prepare(
    `SELECT ${ENTRY} FROM records WHERE log_index >= ? ORDER BY log_index LIMIT ?`,
  );
  const entryOf = database.prepare(`SELECT ${ENTRY} FROM records WHERE agent = ? AND seq = ?`);
  const hashes = hashReader(database);
  const pinKey = database.prepare(
    'INSERT INTO log_key (id, key) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET key = key RETURNING key',
  );
  return {
    pinKey: (publicKey) => writes.run(() => text(pinKey.get(publicKey), 'key')),
    size: async () => integer(size.get(), 'size'),
    entries: async (index, limit) => entries.all(index, limit).map((row) => loggedOf(row).entry),
    entryOf: async (agent, seq) => maybe(entryOf.get(agent, seq), loggedOf),
    hashes: async (level, from, count) => hashes(level, from, count),
  };
}
