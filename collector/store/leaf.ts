import { type LogEntry, logEntryBytes } from '../../protocol/log-entry.ts';
import { treeRoot } from '../../protocol/merkle/node-source.ts';
import { readTile, TILE_HEIGHT, TILE_WIDTH } from '../../protocol/merkle/tile.ts';
import { tileRows } from '../../protocol/merkle/tile-nodes.ts';
import { HASH_BYTES, leafHash } from '../../protocol/merkle/tree-hash.ts';
import { sha256 } from '../log/sha256.ts';

/** Hash of an entry's leaf. */
export function entryHash(entry: LogEntry): Uint8Array {
  return leafHash(logEntryBytes(entry), sha256);
}

/** Number within its level of the first hash in the tile of number `at`. */
export function tileStart(at: number): number {
  return at - (at % TILE_WIDTH);
}

/**
 * Hashes over each tile that is full once `added` stands behind `begun`, both hashes of one level in a row, of which
 * `begun` starts a tile.
 */
export function fullTileHashes(begun: Uint8Array, added: Uint8Array): readonly Uint8Array[] {
  const hashes = Buffer.concat([begun, added]);
  return Array.from({ length: Math.floor(hashes.length / TILE_BYTES) }, (_, tile) =>
    fullTileHash(hashes.subarray(tile * TILE_BYTES, (tile + 1) * TILE_BYTES)),
  );
}

const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

function fullTileHash(tile: Uint8Array): Uint8Array {
  const rows = tileRows(readTile(tile, { width: TILE_WIDTH }), sha256);
  const node = (level: number, index: number): Uint8Array => rows[level]?.[index] ?? new Uint8Array();
  return treeRoot(2 ** TILE_HEIGHT, { node }, sha256);
}
