import { expect, test } from 'vitest';
import { consistencyProof } from '../../protocol/merkle/consistency.ts';
import { inclusionProof } from '../../protocol/merkle/inclusion.ts';
import { treeRoot } from '../../protocol/merkle/node-source.ts';
import { hex, nodesOf, numberedLeaves, sha256 } from '../../test/support/merkle.ts';
import { TreeNodes } from './tree-nodes.ts';

const WHOLE = nodesOf(numberedLeaves(70_000));

/** Gives the hashes that the log keeps, and counts them. */
function table() {
  const given = { count: 0 };
  const hashes = async (level: number, from: number, count: number): Promise<Uint8Array> => {
    given.count += count;
    return Buffer.concat(Array.from({ length: count }, (_, at) => WHOLE.node(level * 8, from + at)));
  };
  return { given, hashes };
}

test('a tree that grows has the root of its leaves at every size, also at one it had before', async () => {
  const nodes = new TreeNodes(table());
  for (const size of [1, 2, 3, 255, 256, 257, 300, 256, 512, 1000, 3, 65_536, 65_537, 70_000]) {
    expect(hex(treeRoot(size, await nodes.of(size, []), sha256))).toBe(hex(treeRoot(size, WHOLE, sha256)));
  }
});

test('what was read once is not read again while it grows', async () => {
  const counted = table();
  const nodes = new TreeNodes(counted);
  for (let size = 1; size <= 200; size++) treeRoot(size, await nodes.of(size, []), sha256);
  expect(counted.given.count).toBe(200);
});

test('of many tiles only the last few are kept', async () => {
  const counted = table();
  const nodes = new TreeNodes(counted);
  const at = async (leaf: number) => (await nodes.of(70_000, [leaf])).node(0, leaf);
  for (let tile = 0; tile < 40; tile++) await at(tile * 256);
  const before = counted.given.count;
  await at(39 * 256);
  expect(counted.given.count).toBe(before);
  await at(0);
  expect(counted.given.count).toBe(before + 256);
});

test('two that read the same tile at once do not hash it twice', async () => {
  const nodes = new TreeNodes(table());
  const roots = [257, 300, 300, 280].map(async (size) => treeRoot(size, await nodes.of(size, []), sha256));
  const expected = [257, 300, 300, 280].map((size) => hex(treeRoot(size, WHOLE, sha256)));
  expect((await Promise.all(roots)).map(hex)).toEqual(expected);
});

test('every proof finds its nodes', async () => {
  for (const [size, index, from] of [
    [70_000, 0, 1],
    [70_000, 65_535, 65_536],
    [70_000, 69_999, 69_999],
    [66_000, 300, 65_537],
    [257, 256, 256],
    [1, 0, 0],
  ] as const) {
    const tree = await new TreeNodes(table()).of(size, [index, Math.max(0, from - 1)]);
    expect(inclusionProof({ index, size }, tree, sha256)).toEqual(
      inclusionProof({ index, size }, WHOLE, sha256),
    );
    expect(consistencyProof({ from, to: size }, tree, sha256)).toEqual(
      consistencyProof({ from, to: size }, WHOLE, sha256),
    );
  }
});
