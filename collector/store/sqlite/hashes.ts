import type { DatabaseSync } from 'node:sqlite';
import { bytes } from '../row.ts';
import { StoreError } from '../store-error.ts';

/** Reads `count` hashes of a level, one after the other. Throws StoreError when one is missing. */
export function hashReader(
  database: DatabaseSync,
): (level: number, from: number, count: number) => Uint8Array {
  const range = database.prepare(
    'SELECT hash FROM log_hashes WHERE level = ? AND number >= ? ORDER BY number LIMIT ?',
  );
  return (level, from, count) => {
    const rows = range.all(level, from, count);
    if (rows.length === count) return Buffer.concat(rows.map((row) => bytes(row, 'hash')));
    throw new StoreError(
      'unexpected-row',
      `level ${level} has ${rows.length} of ${count} hashes from ${from}`,
    );
  };
}
