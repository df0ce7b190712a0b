import { expect, test } from 'vitest';
import {
  definedRoot,
  hex,
  nodesOf,
  numberedLeaves,
  sha256,
  VECTOR_ENTRIES,
} from '../../test/support/merkle.ts';
import { rangeHash, splitPoint, treeRoot } from './node-source.ts';
import { leafHash } from './tree-hash.ts';

const PUBLISHED_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test.each([...PUBLISHED_ROOTS.entries()])(
  'the root of the first %d entries is the published one',
  (size, root) => {
    const leaves = VECTOR_ENTRIES.slice(0, size).map((entry) => leafHash(entry, sha256));
    expect(hex(treeRoot(size, nodesOf(leaves), sha256))).toBe(root);
  },
);

test('up to 100 leaves it is the one of the definition, also when more leaves exist', () => {
  const leaves = numberedLeaves(100);
  const nodes = nodesOf(leaves);
  for (let size = 0; size <= 100; size++) {
    expect(hex(treeRoot(size, nodes, sha256))).toBe(hex(definedRoot(leaves.slice(0, size))));
  }
});

test('a range in the middle is hashed as a tree of its own', () => {
  const leaves = numberedLeaves(7);
  const range = rangeHash({ begin: 4, end: 7 }, nodesOf(leaves), sha256);
  expect(hex(range)).toBe(hex(definedRoot(leaves.slice(4))));
});

test.each([
  [2, 1],
  [3, 2],
  [4, 2],
  [5, 4],
  [2 ** 40 + 1, 2 ** 40],
])('%d leaves split after %d', (length, expected) => {
  expect(splitPoint(length)).toBe(expected);
});
