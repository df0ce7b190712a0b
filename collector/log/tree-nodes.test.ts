import { expect, test } from 'vitest';
import { treeRoot } from '../../protocol/merkle/node-source.ts';
import { hex, nodesOf, numberedLeaves, sha256 } from '../../test/support/merkle.ts';
import { TreeNodes } from './tree-nodes.ts';

const WHOLE = nodesOf(numberedLeaves(70_000));

/** Gives the hashes that the log keeps, and counts them. */
function table() {
  const given = { count: 0 };
  const hashes = (level: number, from: number, count: number): Uint8Array => {
    given.count += count;
    return Buffer.concat(Array.from({ length: count }, (_, at) => WHOLE.node(level * 8, from + at)));
  };
  return { given, hashes };
}

test('a tree that grows has the root of its leaves at every size, also at one it had before', () => {
  const nodes = new TreeNodes(table());
  for (const size of [1, 2, 3, 255, 256, 257, 300, 256, 512, 1000, 3, 65_536, 65_537, 70_000]) {
    expect(hex(treeRoot(size, nodes.of(size), sha256))).toBe(hex(treeRoot(size, WHOLE, sha256)));
  }
});

test('what was read once is not read again while it grows', () => {
  const counted = table();
  const nodes = new TreeNodes(counted);
  for (let size = 1; size <= 200; size++) treeRoot(size, nodes.of(size), sha256);
  expect(counted.given.count).toBe(200);
});

test('of many tiles only the last few are kept', () => {
  const counted = table();
  const nodes = new TreeNodes(counted);
  for (let tile = 0; tile < 40; tile++) nodes.of(70_000).node(0, tile * 256);
  nodes.of(70_000).node(0, 0);
  expect(counted.given.count).toBe(41 * 256);
});
