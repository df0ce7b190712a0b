import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { altered, hex, nodesOf, numberedLeaves, sha256, VECTOR_ENTRIES } from '../../test/support/merkle.ts';
import { type ConsistencyClaim, consistencyProof, requireConsistency, type TreeHead } from './consistency.ts';
import type { MerkleErrorCode } from './merkle-error.ts';
import { treeRoot } from './node-source.ts';
import { leafHash } from './tree-hash.ts';

const EIGHT = VECTOR_ENTRIES.map((entry) => leafHash(entry, sha256));
const NODES = nodesOf(numberedLeaves(100));
const HEADS = Array.from({ length: 101 }, (_, size) => ({ size, root: treeRoot(size, NODES, sha256) }));

function head(size: number): TreeHead {
  const found = HEADS[size];
  if (found === undefined) throw new Error('the test tree is smaller');
  return found;
}

function claim(from: number, to: number): ConsistencyClaim {
  return { older: head(from), newer: head(to), proof: consistencyProof({ from, to }, NODES, sha256) };
}

test.each<[number, number, readonly string[]]>([
  [1, 1, []],
  [0, 8, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
])('the proof from %d to %d is the published one', (from, to, published) => {
  expect(consistencyProof({ from, to }, nodesOf(EIGHT), sha256).map(hex)).toEqual(published);
});

test('every tree up to 100 is shown to begin every later one, and no other', () => {
  for (let to = 1; to <= 100; to++) {
    for (let from = 0; from <= to; from++) {
      const good = claim(from, to);
      requireConsistency(good, sha256);
      if (from === 0) continue;
      const older = { size: from, root: head(from - 1).root };
      expect(() => requireConsistency({ ...good, older }, sha256)).toThrow();
    }
  }
});

describe('what does not hold', () => {
  const good = claim(37, 100);
  test.each<[string, MerkleErrorCode, ConsistencyClaim]>([
    ['another older root', 'inconsistent', { ...good, older: { size: 37, root: head(36).root } }],
    ['another newer root', 'inconsistent', { ...good, newer: { size: 100, root: head(99).root } }],
    ['a smaller tree', 'rolled-back', { ...good, older: head(100), newer: head(37) }],
    ['a size that is none', 'rolled-back', { ...good, older: { size: 0.5, root: head(1).root } }],
    ['a hash missing', 'wrong-length', { ...good, proof: good.proof.slice(0, -1) }],
    ['a hash too many', 'wrong-length', { ...good, proof: [...good.proof, head(1).root] }],
    ['no proof', 'wrong-length', { ...good, proof: [] }],
    ['a proof where none is due', 'wrong-length', { ...claim(5, 5), proof: good.proof }],
    ['a proof from nothing', 'wrong-length', { ...claim(0, 5), proof: good.proof }],
    [
      'equal sizes, other roots',
      'inconsistent',
      { older: head(5), newer: { size: 5, root: head(6).root }, proof: [] },
    ],
    ['a short hash', 'wrong-length', { ...good, proof: good.proof.with(0, head(1).root.subarray(1)) }],
  ])('%s: %s', (_name, code, bad) => {
    expect(() => requireConsistency(bad, sha256)).toThrow(expect.objectContaining({ code }));
  });

  test('a proof to a smaller tree is not made', () => {
    expect(() => consistencyProof({ from: 2, to: 1 }, NODES, sha256)).toThrow(
      expect.objectContaining({ code: 'rolled-back' }),
    );
  });
});

test('any altered bit of a proof fails', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 100 }),
      fc.nat(),
      fc.nat(),
      fc.nat({ max: 255 }),
      (to, f, p, bit) => {
        const good = claim(1 + (f % (to - 1)), to);
        const place = p % good.proof.length;
        const proof = good.proof.map((each, at) =>
          at === place ? altered(each, Math.floor(bit / 8), bit % 8) : each,
        );
        expect(() => requireConsistency({ ...good, proof }, sha256)).toThrow(
          expect.objectContaining({ code: 'inconsistent' }),
        );
      },
    ),
  );
});
