import type { DatabaseSync } from 'node:sqlite';
import type { LogEntry } from '../../protocol/log-entry.ts';
import type { Tile } from '../../protocol/merkle/tile.ts';
import { TILE_WIDTH } from '../../protocol/merkle/tile.ts';
import { bytes, integer, type Row, text } from './row.ts';
import { StoreError } from './store-error.ts';

export interface LoggedRecord {
  readonly index: number;
  readonly entry: LogEntry;
}

/** Where the log's hashes are kept: those that its tiles hold, and no others. */
export interface LogTable {
  /** How many records have their leaf's hash here. */
  size(): number;
  /** At most `limit` entries from `index` on. */
  entries(index: number, limit: number): readonly LogEntry[];
  /** Null where nothing is stored. */
  entryOf(agent: string, seq: number): LoggedRecord | null;
  addHash(level: number, index: number, hash: Uint8Array): void;
  /** `count` hashes of a level, one after the other. Throws StoreError when one is missing. */
  hashes(level: number, from: number, count: number): Uint8Array;
  tile(tile: Tile): Uint8Array;
}

const ENTRY = 'agent, seq, hash, received_at, log_index';

export function logTable(database: DatabaseSync): LogTable {
  const size = database.prepare(
    'SELECT coalesce(max(number) + 1, 0) AS size FROM log_hashes WHERE level = 0',
  );
  const entries = database.prepare(
    `SELECT ${ENTRY} FROM records WHERE log_index >= ? ORDER BY log_index LIMIT ?`,
  );
  const entryOf = database.prepare(`SELECT ${ENTRY} FROM records WHERE agent = ? AND seq = ?`);
  const add = database.prepare('INSERT INTO log_hashes (level, number, hash) VALUES (?, ?, ?)');
  const range = database.prepare(
    'SELECT hash FROM log_hashes WHERE level = ? AND number >= ? ORDER BY number LIMIT ?',
  );
  const hashes = (level: number, from: number, count: number): Uint8Array => {
    const rows = range.all(level, from, count);
    if (rows.length === count) return Buffer.concat(rows.map((row) => bytes(row, 'hash')));
    throw new StoreError(
      'unexpected-row',
      `level ${level} has ${rows.length} of ${count} hashes from ${from}`,
    );
  };
  return {
    size: () => integer(size.get(), 'size'),
    entries: (index, limit) => entries.all(index, limit).map((row) => loggedOf(row).entry),
    entryOf: (agent, seq) => {
      const row = entryOf.get(agent, seq);
      return row === undefined ? null : loggedOf(row);
    },
    addHash: (level, index, hash) => {
      add.run(level, index, hash);
    },
    hashes,
    tile: ({ level, index, width }) => hashes(level, index * TILE_WIDTH, width),
  };
}

function loggedOf(row: Row): LoggedRecord {
  return {
    index: integer(row, 'log_index'),
    entry: {
      v: 1,
      agent: text(row, 'agent'),
      seq: integer(row, 'seq'),
      hash: text(row, 'hash'),
      receivedAt: new Date(integer(row, 'received_at')).toISOString(),
    },
  };
}
