import { sql } from 'kysely';
import type { LogEntry } from '../../../protocol/log-entry.ts';
import { TILE_WIDTH } from '../../../protocol/merkle/tile.ts';
import { HASH_BYTES } from '../../../protocol/merkle/tree-hash.ts';
import { entryHash, fullTileHash } from '../leaf.ts';
import type { Tx } from './connection.ts';
import { readHashes } from './log.ts';

/** Adds the leaves of these entries, from number `first` on; for the transaction that stores their records. */
export async function addLeaves(tx: Tx, first: number, entries: readonly LogEntry[]): Promise<void> {
  await addHashes(tx, 0, { first, hashes: entries.map(entryHash) });
}

interface Run {
  readonly first: number;
  readonly hashes: readonly Uint8Array[];
}

/** The last hash of each tile completes one of the level above. */
async function addHashes(tx: Tx, level: number, { first, hashes }: Run): Promise<void> {
  if (hashes.length === 0) return;
  const numbers = hashes.map((_, at) => first + at);
  await sql`
    INSERT INTO log_hashes (level, number, hash)
    SELECT ${level}::integer, * FROM unnest(${numbers}::bigint[], ${hashes.map((hash) => Buffer.from(hash))}::bytea[])
  `.execute(tx);
  const [from, to] = [Math.floor(first / TILE_WIDTH), Math.floor((first + hashes.length) / TILE_WIDTH)];
  if (from === to) return;
  const range = { from: from * TILE_WIDTH, count: (to - from) * TILE_WIDTH };
  const tiles = await readHashes(tx, level, range);
  const bytes = TILE_WIDTH * HASH_BYTES;
  const full = Array.from({ length: to - from }, (_, at) =>
    fullTileHash(tiles.subarray(at * bytes, (at + 1) * bytes)),
  );
  await addHashes(tx, level + 1, { first: from, hashes: full });
}
