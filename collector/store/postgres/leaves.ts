import { sql } from 'kysely';
import { TILE_WIDTH } from '../../../protocol/merkle/tile.ts';
import { HASH_BYTES } from '../../../protocol/merkle/tree-hash.ts';
import { fullTileHash } from '../leaf.ts';
import { byteaArray } from './arrays.ts';
import type { Tx } from './connection.ts';
import { readHashes } from './log.ts';

/** Hashes of one level, in a row, that a transaction has added. */
interface Added {
  readonly first: number;
  readonly count: number;
}

/** The last hash of each tile completes one of the level above; for the transaction that added these. */
export async function addFullTiles(tx: Tx, level: number, { first, count }: Added): Promise<void> {
  const [from, to] = [Math.floor(first / TILE_WIDTH), Math.floor((first + count) / TILE_WIDTH)];
  if (from === to) return;
  const tiles = await readHashes(tx, level, { from: from * TILE_WIDTH, count: (to - from) * TILE_WIDTH });
  const bytes = TILE_WIDTH * HASH_BYTES;
  const full = Array.from({ length: to - from }, (_, at) =>
    fullTileHash(tiles.subarray(at * bytes, (at + 1) * bytes)),
  );
  await sql`
    INSERT INTO log_hashes (level, number, hash)
    SELECT ${level + 1}::integer, ${from}::bigint + place - 1, hash
    FROM unnest(${byteaArray(full)}::bytea[]) WITH ORDINALITY AS tile (hash, place)
  `.execute(tx);
  await addFullTiles(tx, level + 1, { first: from, count: full.length });
}
