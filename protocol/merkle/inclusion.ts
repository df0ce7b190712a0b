import { MerkleError } from './merkle-error.ts';
import { type NodeSource, rangeHash, splitPoint } from './node-source.ts';
import { equalBytes, HASH_BYTES, nodeHash, type Sha256 } from './tree-hash.ts';

/** That the leaf at `index` is in the tree of `size` leaves with this root. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** The proof of RFC 9162, 2.1.3.1. Throws MerkleError `not-in-tree`. */
export function inclusionProof(
  { index, size }: Pick<InclusionClaim, 'index' | 'size'>,
  nodes: NodeSource,
  sha256: Sha256,
): readonly Uint8Array[] {
  requireInTree(index, size);
  const proof: Uint8Array[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + splitPoint(end - begin);
    const isLeft = index < middle;
    proof.push(rangeHash(isLeft ? { begin: middle, end } : { begin, end: middle }, nodes, sha256));
    if (isLeft) end = middle;
    else begin = middle;
  }
  return proof.reverse();
}

/**
 * Returns when the proof shows what is claimed (RFC 9162, 2.1.3.2), with not a hash too many. Throws MerkleError:
 * `not-in-tree`, `wrong-length`, `wrong-root`.
 */
export function requireInclusion(claim: InclusionClaim, sha256: Sha256): void {
  const { index, size, leaf, root, proof } = claim;
  requireInTree(index, size);
  requireHashes([leaf, root, ...proof]);
  let [place, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) throw tooLong(proof.length);
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash, sha256);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)];
    } else {
      hash = nodeHash(hash, sibling, sha256);
    }
    [place, last] = [half(place), half(last)];
  }
  if (last !== 0) throw new MerkleError('wrong-length', `the proof has only ${proof.length} hashes`);
  if (!equalBytes(hash, root)) {
    throw new MerkleError('wrong-root', `leaf ${index} with this proof is not in the tree of ${size}`);
  }
}

/** Throws MerkleError `wrong-length`. */
export function requireHashes(hashes: readonly Uint8Array[]): void {
  const bad = hashes.find(({ length }) => length !== HASH_BYTES);
  if (bad === undefined) return;
  throw new MerkleError('wrong-length', `a hash has ${bad.length} bytes, expected ${HASH_BYTES}`);
}

function requireInTree(index: number, size: number): void {
  const isWhole = Number.isSafeInteger(index) && Number.isSafeInteger(size);
  if (isWhole && index >= 0 && index < size) return;
  throw new MerkleError('not-in-tree', `there is no leaf ${index} in a tree of ${size}`);
}

function tooLong(length: number): MerkleError {
  return new MerkleError('wrong-length', `the proof has ${length} hashes, which is too many`);
}

function half(value: number): number {
  return Math.floor(value / 2);
}
