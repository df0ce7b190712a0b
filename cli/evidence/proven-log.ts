import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LogEntry, LogEntryError, readLogEntry } from '../../protocol/log-entry.ts';
import type { TreeHead } from '../../protocol/merkle/consistency.ts';
import { readBundle } from '../../protocol/merkle/entry-bundle.ts';
import { MerkleError } from '../../protocol/merkle/merkle-error.ts';
import { type NodeSource, treeRoot } from '../../protocol/merkle/node-source.ts';
import {
  bundlePath,
  readTile,
  TILE_HEIGHT,
  TILE_WIDTH,
  type Tile,
  tileAt,
  tilePath,
} from '../../protocol/merkle/tile.ts';
import { tileNodes, tileRows } from '../../protocol/merkle/tile-nodes.ts';
import { equalBytes, HASH_BYTES, leafHash } from '../../protocol/merkle/tree-hash.ts';
import { sha256 } from './sha256.ts';

/** The parts of a log that a bundle holds and that its checkpoint bears out. Nothing else is given out. */
export interface ProvenLog {
  readonly head: TreeHead;
  /** The leaf's hash; null where the bundle does not hold it, or holds another than the checkpoint's. */
  leaf(index: number): Uint8Array | null;
  /** What is logged there; null as above. */
  entry(index: number): LogEntry | null;
  /** The root of the first `size` leaves; null as above. */
  rootAt(size: number): Uint8Array | null;
}

/**
 * Reads a log's files below `folder` under a checkpoint whose signature holds. `onBad` is told once of each file
 * that is there and is not the checkpoint's. Null when the last tiles, which no other tile vouches for, do not
 * give the checkpoint's root: then nothing is proven.
 */
export function openProvenLog(
  folder: string,
  head: TreeHead,
  onBad: (path: string) => void,
): ProvenLog | null {
  const log = new FileLog(folder, head, onBad);
  if (log.isEdgeGood()) return log;
  onBad('one of the last tiles');
  return null;
}

/** What is known of a tile: its hashes, or that it cannot be used. */
type Known = readonly Uint8Array[] | null;

/** Tiles of level 0 that are kept; those above are few, and all of them are. */
const MAX_KEPT_LEAF_TILES = 64;

class FileLog implements ProvenLog {
  readonly head: TreeHead;
  readonly #folder: string;
  readonly #onBad: (path: string) => void;
  readonly #tiles = new Map<string, Known>();
  readonly #leafTiles = new Map<number, Known>();
  readonly #bundles = new Map<number, readonly Uint8Array[] | null>();
  readonly #bad = new Set<string>();
  readonly #nodes: NodeSource;

  constructor(folder: string, head: TreeHead, onBad: (path: string) => void) {
    this.#folder = folder;
    this.head = head;
    this.#onBad = onBad;
    const read = (tile: Tile): Uint8Array => this.#read(tilePath(tile)) ?? new Uint8Array();
    this.#nodes = tileNodes({ size: head.size, read }, sha256);
  }

  isEdgeGood(): boolean {
    const { size, root } = this.head;
    try {
      return equalBytes(treeRoot(size, this.#nodes, sha256), root);
    } catch (cause) {
      if (cause instanceof MerkleError) return false;
      throw cause;
    }
  }

  leaf(index: number): Uint8Array | null {
    if (index >= this.head.size) return null;
    const hashes = this.#leafTile(Math.floor(index / TILE_WIDTH));
    return hashes?.[index % TILE_WIDTH] ?? null;
  }

  entry(index: number): LogEntry | null {
    if (index >= this.head.size) return null;
    const bytes = this.#bundle(Math.floor(index / TILE_WIDTH))?.[index % TILE_WIDTH];
    return bytes === undefined ? null : parseEntry(bytes);
  }

  rootAt(size: number): Uint8Array | null {
    if (size > this.head.size) return null;
    const proven: NodeSource = {
      node: (level, index) => {
        const row = level % TILE_HEIGHT;
        const place = {
          level: Math.floor(level / TILE_HEIGHT),
          index: Math.floor(index / (TILE_WIDTH / 2 ** row)),
        };
        if (this.#hashes(place) === null) throw new MerkleError('bad-tile', 'the tile is not in the bundle');
        return this.#nodes.node(level, index);
      },
    };
    try {
      return treeRoot(size, proven, sha256);
    } catch (cause) {
      if (cause instanceof MerkleError) return null;
      throw cause;
    }
  }

  #leafTile(index: number): Known {
    const known = this.#leafTiles.get(index);
    if (known !== undefined) return known;
    const hashes = this.#verified({ level: 0, index });
    this.#leafTiles.set(index, hashes);
    for (const [oldest] of this.#leafTiles) {
      if (this.#leafTiles.size <= MAX_KEPT_LEAF_TILES) break;
      this.#leafTiles.delete(oldest);
    }
    return hashes;
  }

  #hashes(place: Pick<Tile, 'level' | 'index'>): Known {
    if (place.level === 0) return this.#leafTile(place.index);
    const path = `${place.level}/${place.index}`;
    const known = this.#tiles.get(path);
    if (known !== undefined) return known;
    const hashes = this.#verified(place);
    this.#tiles.set(path, hashes);
    return hashes;
  }

  /** A full tile is vouched for by the one above it; the partial ones gave the root. */
  #verified(place: Pick<Tile, 'level' | 'index'>): Known {
    const tile = tileAt(place, this.head.size);
    const bytes = this.#read(tilePath(tile));
    if (bytes === null) return null;
    if (bytes.length !== tile.width * HASH_BYTES) return this.#reject(tilePath(tile));
    const hashes = readTile(bytes, tile);
    if (tile.width < TILE_WIDTH) return hashes;
    const above = this.#hashes({ level: tile.level + 1, index: Math.floor(tile.index / TILE_WIDTH) });
    if (above === null) return null;
    const [hash] = tileRows(hashes, sha256)[TILE_HEIGHT] ?? [];
    const expected = above[tile.index % TILE_WIDTH];
    const isGood = hash !== undefined && expected !== undefined && equalBytes(hash, expected);
    return isGood ? hashes : this.#reject(tilePath(tile));
  }

  #reject(path: string): null {
    if (!this.#bad.has(path)) this.#onBad(path);
    this.#bad.add(path);
    return null;
  }

  /** The entries of a tile, once all of them are found to be what its hashes stand for. */
  #bundle(index: number): readonly Uint8Array[] | null {
    const known = this.#bundles.get(index);
    if (known !== undefined) return known;
    const tile = tileAt({ level: 0, index }, this.head.size);
    const bytes = this.#read(bundlePath(tile));
    const entries = bytes === null ? null : parseEntries(bytes, tile.width);
    const leaves = this.#leafTile(index);
    const isGood =
      leaves === null ||
      entries?.every((entry, at) => equalBytes(leafHash(entry, sha256), leaves[at] ?? entry)) === true;
    if (!isGood) this.#reject(bundlePath(tile));
    const proven = isGood && leaves !== null ? entries : null;
    this.#bundles.clear();
    this.#bundles.set(index, proven);
    return proven;
  }

  #read(path: string): Uint8Array | null {
    try {
      return readFileSync(join(this.#folder, path));
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
      throw cause;
    }
  }
}

function parseEntries(bytes: Uint8Array, width: number): readonly Uint8Array[] | null {
  try {
    return readBundle(bytes, width);
  } catch (cause) {
    if (cause instanceof MerkleError) return null;
    throw cause;
  }
}

function parseEntry(bytes: Uint8Array): LogEntry | null {
  try {
    return readLogEntry(bytes);
  } catch (cause) {
    if (cause instanceof LogEntryError) return null;
    throw cause;
  }
}
