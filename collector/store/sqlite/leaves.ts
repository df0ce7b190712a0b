import type { DatabaseSync } from 'node:sqlite';
import type { LogEntry } from '../../../protocol/log-entry.ts';
import { TILE_WIDTH } from '../../../protocol/merkle/tile.ts';
import { HASH_BYTES } from '../../../protocol/merkle/tree-hash.ts';
import { entryHash, fullTileHashes, tileStart } from '../leaf.ts';
import { loggedOf } from '../log.ts';
import { integer } from '../row.ts';
import { hashReader } from './hashes.ts';

/** Adds the leaves of records that follow each other, from number `first` on; for the transaction that stores them. */
export function leafWriter(database: DatabaseSync): (first: number, entries: readonly LogEntry[]) => void {
  // One statement for all of them: a call for each costs more than its row.
  const add = database.prepare(
    `WITH RECURSIVE place (at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM place WHERE at + 1 < :count)
     INSERT INTO log_hashes (level, number, hash)
     SELECT :level, :first + at, substr(:hashes, at * ${HASH_BYTES} + 1, ${HASH_BYTES}) FROM place`,
  );
  const read = hashReader(database);
  /** The last hash of each tile completes one of the level above. */
  const addHashes = (level: number, first: number, hashes: readonly Uint8Array[]): void => {
    if (hashes.length === 0) return;
    const added = Buffer.concat(hashes);
    add.run({ level, first, count: hashes.length, hashes: added });
    const from = tileStart(first);
    if (first + hashes.length < from + TILE_WIDTH) return;
    addHashes(level + 1, from / TILE_WIDTH, fullTileHashes(read(level, from, first - from), added));
  };
  return (first, entries) => addHashes(0, first, entries.map(entryHash));
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
  const [first] = missing;
  if (first === undefined) return 0;
  const entries = missing.map(({ entry }) => entry);
  leafWriter(database)(first.index, entries);
  return missing.length;
}
