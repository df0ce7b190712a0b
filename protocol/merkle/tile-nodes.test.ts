import { expect, test } from 'vitest';
import { hex, nodesOf, numberedLeaves, sha256 } from '../../test/support/merkle.ts';
import { inclusionProof, requireInclusion } from './inclusion.ts';
import { treeRoot } from './node-source.ts';
import { hashesAt, TILE_WIDTH, type Tile, tilePath } from './tile.ts';
import { tileNodes, tileRows } from './tile-nodes.ts';

const LEAVES = numberedLeaves(70_000);
const WHOLE = nodesOf(LEAVES);

function tileBytes({ level, index, width }: Tile): Uint8Array {
  const hashes = Array.from({ length: width }, (_, at) => WHOLE.node(level * 8, index * TILE_WIDTH + at));
  return Buffer.concat(hashes);
}

test.each([1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, 70_000])(
  'a tree of %d has the root that its nodes give, and proofs that hold',
  (size) => {
    const nodes = tileNodes({ size, read: tileBytes }, sha256);
    const root = treeRoot(size, nodes, sha256);
    expect(hex(root)).toBe(hex(treeRoot(size, WHOLE, sha256)));
    for (const index of [0, Math.floor(size / 2), size - 1]) {
      const proof = inclusionProof({ index, size }, nodes, sha256);
      requireInclusion({ index, size, leaf: LEAVES[index] ?? root, root, proof }, sha256);
    }
  },
);

test('a tile is read once for all that is asked of it', () => {
  const seen: string[] = [];
  const read = (tile: Tile): Uint8Array => {
    seen.push(tilePath(tile));
    return tileBytes(tile);
  };
  const nodes = tileNodes({ size: 70_000, read }, sha256);
  for (let index = 0; index < 200; index++) inclusionProof({ index, size: 70_000 }, nodes, sha256);
  expect(new Set(seen).size).toBe(seen.length);
});

test('of many tiles only the last few are kept', () => {
  const seen: string[] = [];
  const read = (tile: Tile): Uint8Array => {
    seen.push(tilePath(tile));
    return tileBytes(tile);
  };
  const nodes = tileNodes({ size: 70_000, read }, sha256);
  for (const index of [...Array.from({ length: 20 }, (_, at) => at), 0]) nodes.node(0, index * TILE_WIDTH);
  expect(seen.filter((path) => path === 'tile/0/000')).toHaveLength(2);
});

test('a tile of another length is refused', () => {
  const nodes = tileNodes({ size: 3, read: () => new Uint8Array(64) }, sha256);
  expect(() => nodes.node(0, 0)).toThrow(expect.objectContaining({ code: 'bad-tile' }));
});

test('rows end where a hash has no partner', () => {
  const rows = tileRows(LEAVES.slice(0, 7), sha256);
  expect(rows.map(({ length }) => length)).toEqual([7, 3, 1]);
  expect(hashesAt(0, 7)).toBe(7);
});
