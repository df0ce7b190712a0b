import type { NodeSource } from './node-source.ts';
import { readTile, TILE_HEIGHT, TILE_WIDTH, type Tile, tileAt, tilePath } from './tile.ts';
import { nodeHash, type Sha256 } from './tree-hash.ts';

export interface TiledTree {
  readonly size: number;
  /** The bytes of a tile that a tree of this size has. */
  readonly read: (tile: Tile) => Uint8Array;
}

/** A path from a leaf to the root goes through one tile a level, and its neighbours are in those. */
const MAX_KEPT_TILES = 16;

/** The nodes of a tree that is kept in tiles: what is between two levels of tiles is hashed anew. */
export function tileNodes({ size, read }: TiledTree, sha256: Sha256): NodeSource {
  const kept = new Map<string, readonly (readonly Uint8Array[])[]>();
  const rowsOf = (tile: Tile): readonly (readonly Uint8Array[])[] => {
    const path = tilePath(tile);
    const rows = kept.get(path) ?? tileRows(readTile(read(tile), tile), sha256);
    kept.delete(path);
    kept.set(path, rows);
    for (const [oldest] of kept) {
      if (kept.size <= MAX_KEPT_TILES) break;
      kept.delete(oldest);
    }
    return rows;
  };
  return {
    node: (level, index) => {
      const row = level % TILE_HEIGHT;
      const perTile = TILE_WIDTH / 2 ** row;
      const place = { level: Math.floor(level / TILE_HEIGHT), index: Math.floor(index / perTile) };
      const hash = rowsOf(tileAt(place, size))[row]?.[index % perTile];
      if (hash === undefined) throw new RangeError(`there is no node ${index} of level ${level} in ${size}`);
      return hash;
    },
  };
}

/** A tile's hashes, and the rows of whole nodes above them, up to the one whose hash the next level has. */
export function tileRows(hashes: readonly Uint8Array[], sha256: Sha256): readonly (readonly Uint8Array[])[] {
  const rows = [hashes];
  for (let below = hashes; below.length > 1; ) {
    below = paired(below, sha256);
    rows.push(below);
  }
  return rows;
}

/** A last one without a partner belongs to no whole node. */
function paired(hashes: readonly Uint8Array[], sha256: Sha256): readonly Uint8Array[] {
  const pairs: Uint8Array[] = [];
  for (let at = 0; at + 1 < hashes.length; at += 2) {
    const [left, right] = hashes.slice(at, at + 2);
    if (left !== undefined && right !== undefined) pairs.push(nodeHash(left, right, sha256));
  }
  return pairs;
}
