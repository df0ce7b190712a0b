import type { Leaf, MintLeaf } from './leaf-mint.ts';

export interface LeafCacheOptions {
  readonly mint: MintLeaf;
  readonly maxLeafs: number;
  readonly clock: () => Date;
}

/** A leaf is renewed this long before its end, so that no client meets an expired one. */
const RENEW_BEFORE_MS = 24 * 60 * 60 * 1000;

/** Owner of the minted leafs: the most recently used ones, at most one minting a name at a time. */
export class LeafCache {
  readonly #options: LeafCacheOptions;
  /** Oldest use first. What is being minted has no end yet. */
  readonly #leafs = new Map<string, { readonly leaf: Promise<Leaf>; notAfterMs: number }>();

  constructor(options: LeafCacheOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#leafs.size;
  }

  get(name: string): Promise<Leaf> {
    const now = this.#options.clock();
    const known = this.#leafs.get(name);
    this.#leafs.delete(name);
    const entry = known !== undefined && isFresh(known.notAfterMs, now) ? known : this.#mint(name, now);
    this.#leafs.set(name, entry);
    this.#evict();
    return entry.leaf;
  }

  #mint(name: string, now: Date): { readonly leaf: Promise<Leaf>; notAfterMs: number } {
    const entry = { leaf: this.#options.mint(name, now), notAfterMs: Number.POSITIVE_INFINITY };
    entry.leaf.then(
      (leaf) => {
        entry.notAfterMs = leaf.notAfter.getTime();
      },
      () => {
        if (this.#leafs.get(name) === entry) this.#leafs.delete(name);
      },
    );
    return entry;
  }

  #evict(): void {
    const [oldest] = this.#leafs.keys();
    if (this.#leafs.size > this.#options.maxLeafs && oldest !== undefined) this.#leafs.delete(oldest);
  }
}

function isFresh(notAfterMs: number, now: Date): boolean {
  return notAfterMs - now.getTime() > RENEW_BEFORE_MS;
}
