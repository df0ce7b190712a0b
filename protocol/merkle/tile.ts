import { MerkleError } from './merkle-error.ts';
import { HASH_BYTES } from './tree-hash.ts';

/** Hashes in a full tile (C2SP tlog-tiles): eight levels of the tree. */
export const TILE_WIDTH = 256;
export const TILE_HEIGHT = 8;

/** `width` hashes at `level`, from number `index * 256` on; each stands for `256**level` leaves. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** 1 to 256; less than 256 is a partial tile. */
  readonly width: number;
}

/** Below the log's prefix, such as `tile/0/x001/234.p/17`. */
export function tilePath({ level, index, width }: Tile): string {
  return `tile/${level}/${numberPath(index)}${partialSuffix(width)}`;
}

/** Path of the entries under a tile of level 0. */
export function bundlePath({ index, width }: Pick<Tile, 'index' | 'width'>): string {
  return `tile/entries/${numberPath(index)}${partialSuffix(width)}`;
}

/** The tile or the bundle at a path below the log's prefix; null where the path is not spelt as ours are. */
export function parseTilePath(path: string): TileFile | null {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,4}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(
    path,
  );
  if (match === null) return null;
  const [, folder = '', number = '', partial] = match;
  const index = Number(number.replace(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const file: TileFile =
    folder === 'entries'
      ? { kind: 'bundle', tile: { level: 0, index, width } }
      : { kind: 'tile', tile: { level: Number(folder), index, width } };
  return width >= 1 && tileFilePath(file) === path ? file : null;
}

export interface TileFile {
  readonly kind: 'tile' | 'bundle';
  readonly tile: Tile;
}

export function tileFilePath({ kind, tile }: TileFile): string {
  return kind === 'tile' ? tilePath(tile) : bundlePath(tile);
}

/** How many hashes of this level a tree of `size` leaves has. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The tile at this place as a tree of `size` has it. Throws MerkleError `not-in-tree` where it has none. */
export function tileAt({ level, index }: Pick<Tile, 'level' | 'index'>, size: number): Tile {
  const width = Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH);
  if (width >= 1 && index >= 0) return { level, index, width };
  throw new MerkleError('not-in-tree', `a tree of ${size} has no tile ${index} of level ${level}`);
}

/** Every tile that a tree of `to` leaves has and one of `from` has not, the lower levels first. */
export function* tilesBetween(from: number, to: number): Generator<Tile> {
  for (let level = 0; hashesAt(level, to) > 0; level++) {
    const [known, all] = [hashesAt(level, from), hashesAt(level, to)];
    if (known === all) continue;
    for (let index = Math.floor(known / TILE_WIDTH); index * TILE_WIDTH < all; index++) {
      yield tileAt({ level, index }, to);
    }
  }
}

/** The hashes of a tile. Throws MerkleError `bad-tile` when it has another number of them. */
export function readTile(bytes: Uint8Array, { width }: Pick<Tile, 'width'>): readonly Uint8Array[] {
  if (bytes.length !== width * HASH_BYTES) {
    throw new MerkleError('bad-tile', `a tile has ${bytes.length} bytes, expected ${width * HASH_BYTES}`);
  }
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** `1234067` is `x001/x234/067`, so that no folder is also a file. */
function numberPath(index: number): string {
  const groups: string[] = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`${groups.length === 0 ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`);
  }
  return groups.join('/');
}

function partialSuffix(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}
