import type { DatabaseSync } from 'node:sqlite';
import type { LogEntry } from '../../../protocol/log-entry.ts';
import { TILE_WIDTH } from '../../../protocol/merkle/tile.ts';
import { entryHash, fullTileHash } from '../leaf.ts';
import { loggedOf } from '../log.ts';
import { integer } from '../row.ts';
import { hashReader } from './hashes.ts';

/** Adds the leaf of a record; for the transaction that stores it. */
export function leafWriter(database: DatabaseSync): (index: number, entry: LogEntry) => void {
  const add = database.prepare('INSERT INTO log_hashes (level, number, hash) VALUES (?, ?, ?)');
  const read = hashReader(database);
  /** The last hash of a tile completes one of the level above. */
  const addHash = (level: number, number: number, hash: Uint8Array): void => {
    add.run(level, number, hash);
    if ((number + 1) % TILE_WIDTH !== 0) return;
    const index = Math.floor(number / TILE_WIDTH);
    addHash(level + 1, index, fullTileHash(read(level, index * TILE_WIDTH, TILE_WIDTH)));
  };
  return (index, entry) => addHash(0, index, entryHash(entry));
}

/** Of records that were stored before there was a log, at most `limit` get their leaves. Gives how many did. */
export function addMissingLeaves(database: DatabaseSync, limit: number): number {
  const size = integer(
    database.prepare('SELECT coalesce(max(number) + 1, 0) AS size FROM log_hashes WHERE level = 0').get(),
    'size',
  );
  const missing = database
    .prepare(
      `SELECT agent, seq, hash, received_at, log_index FROM records WHERE log_index >= ?
       ORDER BY log_index LIMIT ?`,
    )
    .all(size, limit)
    .map(loggedOf);
  const addLeaf = leafWriter(database);
  for (const { index, entry } of missing) addLeaf(index, entry);
  return missing.length;
}
