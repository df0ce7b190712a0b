import { nodeHash, type Sha256 } from './tree-hash.ts';

/** The hashes of a tree's complete subtrees. */
export interface NodeSource {
  /** Hash over the leaves `index * 2**level` to `(index + 1) * 2**level - 1`, all of which exist. */
  node(level: number, index: number): Uint8Array;
}

/** The root of the first `size` leaves (RFC 9162, 2.1.1). */
export function treeRoot(size: number, nodes: NodeSource, sha256: Sha256): Uint8Array {
  return size === 0 ? sha256(new Uint8Array()) : rangeHash({ begin: 0, end: size }, nodes, sha256);
}

/** The leaves from `begin` up to `end`, which is no longer one of them. */
export interface LeafRange {
  readonly begin: number;
  readonly end: number;
}

/** The hash over a range that some step of RFC 9162, 2.1.1 splits off: it begins where such a one can. */
export function rangeHash({ begin, end }: LeafRange, nodes: NodeSource, sha256: Sha256): Uint8Array {
  const length = end - begin;
  const level = Math.round(Math.log2(length));
  if (2 ** level === length) return nodes.node(level, begin / length);
  const middle = begin + splitPoint(length);
  const left = rangeHash({ begin, end: middle }, nodes, sha256);
  return nodeHash(left, rangeHash({ begin: middle, end }, nodes, sha256), sha256);
}

/** The largest power of two below `length`, which is at least 2. */
export function splitPoint(length: number): number {
  let power = 1;
  while (power * 2 < length) power *= 2;
  return power;
}
