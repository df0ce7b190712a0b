import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { altered, hex, nodesOf, numberedLeaves, sha256, VECTOR_ENTRIES } from '../../test/support/merkle.ts';
import { type InclusionClaim, inclusionProof, requireHashes, requireInclusion } from './inclusion.ts';
import type { MerkleErrorCode } from './merkle-error.ts';
import { treeRoot } from './node-source.ts';
import { leafHash } from './tree-hash.ts';

const EIGHT = VECTOR_ENTRIES.map((entry) => leafHash(entry, sha256));
const LEAVES = numberedLeaves(100);
const NODES = nodesOf(LEAVES);
const ROOTS = Array.from({ length: 101 }, (_, size) => treeRoot(size, NODES, sha256));

function claim(index: number, size: number): InclusionClaim {
  const [leaf, root] = [LEAVES[index], ROOTS[size]];
  if (leaf === undefined || root === undefined) throw new Error('the test tree is smaller');
  return { index, size, leaf, root, proof: inclusionProof({ index, size }, NODES, sha256) };
}

test.each<[number, number, readonly string[]]>([
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
])('the proof of leaf %d of %d is the published one', (index, size, published) => {
  expect(inclusionProof({ index, size }, nodesOf(EIGHT), sha256).map(hex)).toEqual(published);
});

test('every leaf of every tree up to 100 is proven, and no other leaf in its place', () => {
  for (let size = 1; size <= 100; size++) {
    for (let index = 0; index < size; index++) {
      const good = claim(index, size);
      requireInclusion(good, sha256);
      const other = claim((index + 1) % size, size);
      if (size === 1) continue;
      expect(() => requireInclusion({ ...good, leaf: other.leaf }, sha256)).toThrow();
      expect(() => requireInclusion({ ...good, index: other.index }, sha256)).toThrow();
    }
  }
});

describe('what does not hold', () => {
  const good = claim(37, 100);
  test.each<[string, MerkleErrorCode, Partial<InclusionClaim>]>([
    ['another root', 'wrong-root', { root: ROOTS[99] ?? good.root }],
    ['a tree of another height', 'wrong-length', { size: 64 }],
    ['a hash missing at the end', 'wrong-length', { proof: good.proof.slice(0, -1) }],
    ['a hash missing at the start', 'wrong-length', { proof: good.proof.slice(1) }],
    ['a hash too many', 'wrong-length', { proof: [...good.proof, good.root] }],
    ['no proof', 'wrong-length', { proof: [] }],
    ['two hashes in the wrong order', 'wrong-root', { proof: good.proof.toReversed() }],
    ['a short hash', 'wrong-length', { proof: good.proof.with(2, good.root.subarray(1)) }],
    ['a short leaf', 'wrong-length', { leaf: good.leaf.subarray(1) }],
    ['a short root', 'wrong-length', { root: good.root.subarray(1) }],
    ['a leaf outside', 'not-in-tree', { index: 100 }],
    ['a leaf before the first', 'not-in-tree', { index: -1 }],
    ['half a leaf', 'not-in-tree', { index: 0.5 }],
    ['a size that is none', 'not-in-tree', { size: Number.NaN }],
  ])('%s: %s', (_name, code, change) => {
    expect(() => requireInclusion({ ...good, ...change }, sha256)).toThrow(expect.objectContaining({ code }));
  });

  test('a proof of nothing is not made', () => {
    expect(() => inclusionProof({ index: 0, size: 0 }, NODES, sha256)).toThrow(
      expect.objectContaining({ code: 'not-in-tree' }),
    );
  });
});

test('any altered bit of a proof, its leaf or its root fails', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 100 }),
      fc.nat(),
      fc.nat(),
      fc.nat({ max: 255 }),
      (size, i, p, bit) => {
        const good = claim(i % size, size);
        const hashes = [good.leaf, good.root, ...good.proof];
        const place = p % hashes.length;
        const [leaf, root, ...proof] = hashes.map((each, at) =>
          at === place ? altered(each, Math.floor(bit / 8), bit % 8) : each,
        );
        if (leaf === undefined || root === undefined) throw new Error('nothing to alter');
        expect(() => requireInclusion({ ...good, leaf, root, proof }, sha256)).toThrow(
          expect.objectContaining({ code: 'wrong-root' }),
        );
      },
    ),
  );
});

test('a hash has 32 bytes', () => {
  expect(() => requireHashes([new Uint8Array(32), new Uint8Array(31)])).toThrow(
    expect.objectContaining({ code: 'wrong-length' }),
  );
  requireHashes([new Uint8Array(32)]);
});
