import { requireHashes } from './inclusion.ts';
import { MerkleError } from './merkle-error.ts';
import { type NodeSource, rangeHash, splitPoint } from './node-source.ts';
import { equalBytes, nodeHash, type Sha256 } from './tree-hash.ts';

/** A tree's head: how many leaves, and the root over them. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** That the tree of `newer` is the one of `older` with leaves appended. */
export interface ConsistencyClaim {
  readonly older: TreeHead;
  readonly newer: TreeHead;
  readonly proof: readonly Uint8Array[];
}

/**
 * The proof of RFC 9162, 2.1.4.1; empty where there is nothing to show, between equal sizes and from nothing.
 * Throws MerkleError `rolled-back`.
 */
export function consistencyProof(
  { from, to }: { readonly from: number; readonly to: number },
  nodes: NodeSource,
  sha256: Sha256,
): readonly Uint8Array[] {
  requireGrowth(from, to);
  if (from === 0 || from === to) return [];
  const proof: Uint8Array[] = [];
  let [begin, end, isWhole] = [0, to, true];
  while (from !== end) {
    const middle = begin + splitPoint(end - begin);
    if (from <= middle) {
      proof.push(rangeHash({ begin: middle, end }, nodes, sha256));
      end = middle;
    } else {
      proof.push(rangeHash({ begin, end: middle }, nodes, sha256));
      [begin, isWhole] = [middle, false];
    }
  }
  if (!isWhole) proof.push(rangeHash({ begin, end }, nodes, sha256));
  return proof.reverse();
}

/**
 * Returns when the newer tree begins with the older one (RFC 9162, 2.1.4.2). An empty tree begins every other.
 * Throws MerkleError: `rolled-back` when the newer tree is smaller, `inconsistent` when it is another
 * one, `wrong-length` when the proof is none.
 */
export function requireConsistency({ older, newer, proof }: ConsistencyClaim, sha256: Sha256): void {
  requireGrowth(older.size, newer.size);
  requireHashes([older.root, newer.root, ...proof]);
  if (older.size === 0 || older.size === newer.size) {
    if (proof.length > 0) throw new MerkleError('wrong-length', 'a proof is given where none is due');
    if (older.size > 0 && !equalBytes(older.root, newer.root)) throw forked(older, newer);
    return;
  }
  const isPower = 2 ** Math.round(Math.log2(older.size)) === older.size;
  const roots = rootsOf(isPower ? [older.root, ...proof] : proof, { older, newer }, sha256);
  if (!equalBytes(roots.older, older.root) || !equalBytes(roots.newer, newer.root)) {
    throw forked(older, newer);
  }
}

function rootsOf(
  path: readonly Uint8Array[],
  { older, newer }: Pick<ConsistencyClaim, 'older' | 'newer'>,
  sha256: Sha256,
): { readonly older: Uint8Array; readonly newer: Uint8Array } {
  const [first, ...rest] = path;
  if (first === undefined) throw new MerkleError('wrong-length', 'the proof is empty');
  let [place, last] = [older.size - 1, newer.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [one, other] = [first, first];
  for (const sibling of rest) {
    if (last === 0) throw new MerkleError('wrong-length', `the proof has ${path.length} hashes, too many`);
    if (place % 2 === 1 || place === last) {
      one = nodeHash(sibling, one, sha256);
      other = nodeHash(sibling, other, sha256);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)];
    } else {
      other = nodeHash(other, sibling, sha256);
    }
    [place, last] = [half(place), half(last)];
  }
  if (last !== 0) throw new MerkleError('wrong-length', `the proof has only ${path.length} hashes`);
  return { older: one, newer: other };
}

function requireGrowth(from: number, to: number): void {
  const isWhole = Number.isSafeInteger(from) && Number.isSafeInteger(to);
  if (isWhole && from >= 0 && from <= to) return;
  throw new MerkleError('rolled-back', `a tree of ${from} leaves cannot have become one of ${to}`);
}

function forked(older: TreeHead, newer: TreeHead): MerkleError {
  const sizes = `the tree of ${newer.size} leaves`;
  return new MerkleError(
    'inconsistent',
    `${sizes} does not begin with the one of ${older.size} that was seen`,
  );
}

function half(value: number): number {
  return Math.floor(value / 2);
}
