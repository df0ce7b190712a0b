import { type RawBuilder, sql } from 'kysely';
import type { LogEntry } from '../../../protocol/log-entry.ts';
import { TILE_WIDTH } from '../../../protocol/merkle/tile.ts';
import { entryHash, fullTileHashes, tileStart } from '../leaf.ts';
import { bigintArray, byteaArray, textArray } from './arrays.ts';
import { CHANNELS } from './channels.ts';
import type { Tx } from './connection.ts';
import { readHashes } from './log.ts';

/** Leaves that stand in a row. */
export interface NewLeaves {
  /** Number of the first. */
  readonly first: number;
  readonly entries: readonly LogEntry[];
  /** What `hashesBegun` gave for them. */
  readonly begun: Uint8Array;
}

/** Hashed, and as statements take them: nothing was asked of the database for it. */
export interface PreparedLeaves {
  readonly first: number;
  readonly insert: RawBuilder<unknown>;
  /** Over the tiles that they fill. */
  readonly full: readonly Uint8Array[];
}

/** The hashes before number `first` in the tile that it is in, where `count` more fill that tile; else none. */
export async function hashesBegun(tx: Tx, level: number, { first, count }: Added): Promise<Uint8Array> {
  const from = tileStart(first);
  const isFilled = first + count >= from + TILE_WIDTH;
  return isFilled ? await readHashes(tx, level, { from, count: first - from }) : new Uint8Array();
}

interface Added {
  readonly first: number;
  readonly count: number;
}

export function prepareLeaves({ first, entries, begun }: NewLeaves): PreparedLeaves {
  const hashes = entries.map(entryHash);
  // It tells who listens as well: one more statement would be one more answer of the database to wait for.
  const insert = sql`
    WITH leaf AS (
      INSERT INTO leaves (log_index, agent, seq, hash, received_at, leaf)
      SELECT * FROM unnest(${bigintArray(entries.map((_, at) => first + at))}::bigint[],
        ${textArray(entries.map(({ agent }) => agent))}::text[],
        ${bigintArray(entries.map(({ seq }) => seq))}::bigint[],
        ${textArray(entries.map(({ hash }) => hash))}::text[],
        ${bigintArray(entries.map(({ receivedAt }) => Date.parse(receivedAt)))}::bigint[],
        ${byteaArray(hashes)}::bytea[])
    )
    SELECT pg_notify(${CHANNELS.records}, '')
  `;
  return { first, insert, full: fullTileHashes(begun, Buffer.concat(hashes)) };
}

/** For the transaction that stores their records. */
export async function addLeaves(tx: Tx, { first, insert, full }: PreparedLeaves): Promise<void> {
  await insert.execute(tx);
  await addHashes(tx, 1, { first: tileStart(first) / TILE_WIDTH, hashes: full });
}

/** Of a level above the leaves. The last hash of each tile completes one of the next level. */
async function addHashes(
  tx: Tx,
  level: number,
  { first, hashes }: { readonly first: number; readonly hashes: readonly Uint8Array[] },
): Promise<void> {
  if (hashes.length === 0) return;
  const begun = await hashesBegun(tx, level, { first, count: hashes.length });
  await sql`
    INSERT INTO log_hashes (level, number, hash)
    SELECT ${level}::integer, ${first}::bigint + place - 1, hash
    FROM unnest(${byteaArray(hashes)}::bytea[]) WITH ORDINALITY AS tile (hash, place)
  `.execute(tx);
  const full = fullTileHashes(begun, Buffer.concat(hashes));
  await addHashes(tx, level + 1, { first: tileStart(first) / TILE_WIDTH, hashes: full });
}
