import type { NodeSource } from '../../protocol/merkle/node-source.ts';
import {
  hashesAt,
  readTile,
  TILE_HEIGHT,
  TILE_WIDTH,
  type Tile,
  tileAt,
} from '../../protocol/merkle/tile.ts';
import { nodeHash } from '../../protocol/merkle/tree-hash.ts';
import type { LogTable } from '../store/log.ts';
import { sha256 } from './sha256.ts';

/** A proof goes through two tiles a level at most. */
const MAX_KEPT_TILES = 32;

/** The rows of nodes above a tile's hashes, which are the first row. */
type Rows = Uint8Array[][];

/**
 * The nodes of the tree, each hashed once: a tile that grew is read and hashed from where it ended. Asked only for
 * leaves that are committed, since what a transaction took back would stay here.
 */
export class TreeNodes {
  readonly #table: Pick<LogTable, 'hashes'>;
  /** By level and index of the tile. The least recently used goes. */
  readonly #tiles = new Map<string, Rows>();

  constructor(table: Pick<LogTable, 'hashes'>) {
    this.#table = table;
  }

  /** Those of the first `size` leaves that are asked for by a proof about these leaves, or about the root. */
  async of(size: number, leaves: readonly number[]): Promise<NodeSource> {
    const tiles = new Map<string, Rows>();
    for (const tile of tilesOn(size, leaves)) tiles.set(nameOf(tile), await this.#rows(tile));
    return {
      node: (level, index) => {
        const row = level % TILE_HEIGHT;
        const perTile = TILE_WIDTH / 2 ** row;
        const place = { level: Math.floor(level / TILE_HEIGHT), index: Math.floor(index / perTile) };
        const hash = tiles.get(nameOf(place))?.[row]?.[index % perTile];
        if (hash === undefined)
          throw new RangeError(`there is no node ${index} of level ${level} in ${size}`);
        return hash;
      },
    };
  }

  async #rows({ level, index, width }: Tile): Promise<Rows> {
    const name = nameOf({ level, index });
    const rows = this.#tiles.get(name) ?? [[]];
    this.#tiles.delete(name);
    this.#tiles.set(name, rows);
    for (const [oldest] of this.#tiles) {
      if (this.#tiles.size <= MAX_KEPT_TILES) break;
      this.#tiles.delete(oldest);
    }
    const known = rows[0]?.length ?? 0;
    if (known >= width) return rows;
    const added = { width: width - known };
    const bytes = await this.#table.hashes(level, index * TILE_WIDTH + known, added.width);
    for (const [offset, hash] of readTile(bytes, added).entries()) {
      // Somebody else may have read the same ones meanwhile.
      if (rows[0]?.length === known + offset) append(rows, hash);
    }
    return rows;
  }
}

function nameOf({ level, index }: Pick<Tile, 'level' | 'index'>): string {
  return `${level}/${index}`;
}

/** The tiles on the way from these leaves, and from the last one, to the root. */
function tilesOn(size: number, leaves: readonly number[]): readonly Tile[] {
  const tiles = new Map<string, Tile>();
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const last = hashesAt(level, size) - 1;
    for (const leaf of [...leaves, size - 1]) {
      const index = Math.floor(Math.min(hashesAt(level, leaf), last) / TILE_WIDTH);
      tiles.set(nameOf({ level, index }), tileAt({ level, index }, size));
    }
  }
  return [...tiles.values()];
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
