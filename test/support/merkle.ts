import { hash } from 'node:crypto';
import { type NodeSource, splitPoint } from '../../protocol/merkle/node-source.ts';
import { leafHash, nodeHash } from '../../protocol/merkle/tree-hash.ts';

export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const unhex = (text: string): Uint8Array => Buffer.from(text, 'hex');

/** The entries of the test tree that the Certificate Transparency project published with RFC 6962. */
export const VECTOR_ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(unhex);

/** The root as RFC 9162, 2.1.1 defines it, in the words of the definition. */
export function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return sha256(new Uint8Array());
  if (leaves.length === 1) return first;
  const middle = splitPoint(leaves.length);
  return nodeHash(definedRoot(leaves.slice(0, middle)), definedRoot(leaves.slice(middle)), sha256);
}

/** The root of the first `size` of leaves that only grow: each complete subtree of them is hashed once. */
export type GrowingRoot = (leaves: readonly Uint8Array[], size: number) => Uint8Array;

/** The same by the same definition, for who asks again and again. */
export function growingRoot(): GrowingRoot {
  const known = new Map<string, Uint8Array>();
  const rootOf = (leaves: readonly Uint8Array[], from: number, size: number): Uint8Array => {
    if (size <= 1) return leaves[from] ?? sha256(new Uint8Array());
    const name = `${from} ${size}`;
    const middle = splitPoint(size);
    const root =
      known.get(name) ??
      nodeHash(rootOf(leaves, from, middle), rootOf(leaves, from + middle, size - middle), sha256);
    if (size === 2 * middle) known.set(name, root);
    return root;
  };
  return (leaves, size) => rootOf(leaves, 0, size);
}

export function numberedLeaves(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, number) => leafHash(Buffer.from(`entry ${number}`), sha256));
}

/** Every complete subtree of these leaves. */
export function nodesOf(leaves: readonly Uint8Array[]): NodeSource {
  const rows = [leaves];
  for (let below = leaves; below.length > 1; ) {
    const row = below;
    below = Array.from({ length: Math.floor(row.length / 2) }, (_, at) =>
      nodeHash(row[2 * at] ?? new Uint8Array(), row[2 * at + 1] ?? new Uint8Array(), sha256),
    );
    rows.push(below);
  }
  return {
    node: (level, index) => {
      const node = rows[level]?.[index];
      if (node === undefined) throw new RangeError(`no node ${index} at level ${level}`);
      return node;
    },
  };
}

/** The bytes with one bit of byte `at` turned. */
export function altered(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}
