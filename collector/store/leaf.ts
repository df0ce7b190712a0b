import { type LogEntry, logEntryBytes } from '../../protocol/log-entry.ts';
import { treeRoot } from '../../protocol/merkle/node-source.ts';
import { readTile, TILE_HEIGHT, TILE_WIDTH } from '../../protocol/merkle/tile.ts';
import { tileRows } from '../../protocol/merkle/tile-nodes.ts';
import { leafHash } from '../../protocol/merkle/tree-hash.ts';
import { sha256 } from '../log/sha256.ts';

/** Hash of an entry's leaf. */
export function entryHash(entry: LogEntry): Uint8Array {
  return leafHash(logEntryBytes(entry), sha256);
}

/** Hash over a full tile, which the level above has. */
export function fullTileHash(tile: Uint8Array): Uint8Array {
  const rows = tileRows(readTile(tile, { width: TILE_WIDTH }), sha256);
  const node = (level: number, index: number): Uint8Array => rows[level]?.[index] ?? new Uint8Array();
  return treeRoot(2 ** TILE_HEIGHT, { node }, sha256);
}
