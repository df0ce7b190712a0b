import { logEntryBytes } from '../../protocol/log-entry.ts';
import { treeRoot } from '../../protocol/merkle/node-source.ts';
import { readTile, TILE_HEIGHT, TILE_WIDTH } from '../../protocol/merkle/tile.ts';
import { tileRows } from '../../protocol/merkle/tile-nodes.ts';
import { leafHash } from '../../protocol/merkle/tree-hash.ts';
import type { LogTable } from '../store/log.ts';
import { sha256 } from './sha256.ts';

/**
 * Hashes at most `limit` records that are stored and not in the tree, in their order, and gives how many those
 * were. Called in the transaction that stores records, it makes them leaves together with being stored.
 */
export function extendTree(table: LogTable, limit: number): number {
  const size = table.size();
  const entries = table.entries(size, limit);
  for (const [offset, entry] of entries.entries()) {
    addHash(table, { level: 0, number: size + offset }, leafHash(logEntryBytes(entry), sha256));
  }
  return entries.length;
}

interface Place {
  readonly level: number;
  readonly number: number;
}

/** The last hash of a tile completes one of the level above. */
function addHash(table: LogTable, { level, number }: Place, hash: Uint8Array): void {
  table.addHash(level, number, hash);
  if ((number + 1) % TILE_WIDTH !== 0) return;
  const index = Math.floor(number / TILE_WIDTH);
  const bytes = table.tile({ level, index, width: TILE_WIDTH });
  addHash(table, { level: level + 1, number: index }, fullTileHash(bytes));
}

function fullTileHash(bytes: Uint8Array): Uint8Array {
  const rows = tileRows(readTile(bytes, { width: TILE_WIDTH }), sha256);
  const node = (level: number, index: number): Uint8Array => rows[level]?.[index] ?? new Uint8Array();
  return treeRoot(2 ** TILE_HEIGHT, { node }, sha256);
}
