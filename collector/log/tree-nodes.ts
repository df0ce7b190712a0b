import type { NodeSource } from '../../protocol/merkle/node-source.ts';
import { readTile, TILE_HEIGHT, TILE_WIDTH, type Tile, tileAt } from '../../protocol/merkle/tile.ts';
import { nodeHash } from '../../protocol/merkle/tree-hash.ts';
import type { LogTable } from '../store/log.ts';
import { sha256 } from './sha256.ts';

/** A proof goes through two tiles a level at most. */
const MAX_KEPT_TILES = 32;

/**
 * The nodes of the tree, each hashed once: a tile that grew is read and hashed from where it ended. Asked only for
 * leaves that are committed, since what a transaction took back would stay here.
 */
export class TreeNodes {
  readonly #table: Pick<LogTable, 'hashes'>;
  /** Rows of nodes above the hashes of a tile, which are the first row. The least recently used goes. */
  readonly #tiles = new Map<string, Uint8Array[][]>();

  constructor(table: Pick<LogTable, 'hashes'>) {
    this.#table = table;
  }

  /** Those of the first `size` leaves. */
  of(size: number): NodeSource {
    return {
      node: (level, index) => {
        const row = level % TILE_HEIGHT;
        const perTile = TILE_WIDTH / 2 ** row;
        const place = { level: Math.floor(level / TILE_HEIGHT), index: Math.floor(index / perTile) };
        const hash = this.#rows(tileAt(place, size))[row]?.[index % perTile];
        if (hash === undefined)
          throw new RangeError(`there is no node ${index} of level ${level} in ${size}`);
        return hash;
      },
    };
  }

  #rows({ level, index, width }: Tile): readonly (readonly Uint8Array[])[] {
    const name = `${level}/${index}`;
    const rows = this.#tiles.get(name) ?? [[]];
    this.#tiles.delete(name);
    this.#tiles.set(name, rows);
    const known = rows[0]?.length ?? 0;
    if (known < width) {
      const added = { width: width - known };
      const bytes = this.#table.hashes(level, index * TILE_WIDTH + known, added.width);
      for (const hash of readTile(bytes, added)) append(rows, hash);
    }
    for (const [oldest] of this.#tiles) {
      if (this.#tiles.size <= MAX_KEPT_TILES) break;
      this.#tiles.delete(oldest);
    }
    return rows;
  }
}

/** Every second node of a row completes one of the row above. */
function append(rows: Uint8Array[][], hash: Uint8Array): void {
  for (let [level, node] = [0, hash]; ; level++) {
    const row = rows[level] ?? [];
    rows[level] = row;
    row.push(node);
    const left = row.at(-2);
    if (row.length % 2 === 1 || left === undefined) return;
    node = nodeHash(left, node, sha256);
  }
}
