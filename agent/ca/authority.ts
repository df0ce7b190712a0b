import { AuthorityError } from './authority-error.ts';
import type { KeyStore } from './key-store.ts';
import { LeafCache } from './leaf-cache.ts';
import { type Leaf, leafMint } from './leaf-mint.ts';
import { dnsName, isUnder, permittedSuffixes } from './names.ts';
import { type RootCertificate, refuseExpired } from './root-certificate.ts';
import { createRootPair, readRootPair } from './root-pair.ts';

export interface AuthorityOptions {
  readonly home: string;
  /** DNS suffixes a new root may vouch for. */
  readonly permitted: readonly string[];
  readonly keyStore: KeyStore;
  readonly clock: () => Date;
}

/** The local certificate authority: its root stands for the governed names alone. */
export interface Authority {
  readonly certificatePem: string;
  /** SHA-256, colon hex. */
  readonly fingerprint: string;
  /** Suffixes asked for that the root, made earlier, cannot vouch for: it wants renewing. */
  readonly missing: readonly string[];
  /** Whether the root may vouch for `host`, whatever that string is. */
  covers(host: string): boolean;
  /** Throws AuthorityError `not-covered`, `expired`. */
  leaf(host: string): Promise<Leaf>;
}

const MAX_LEAFS = 1024;

/**
 * Opens the certificate authority of `home`, and makes it on first use. Half an authority, or two halves that do
 * not belong together, is an error: a new root in its place would be one that nobody was asked to trust.
 * Throws AuthorityError, KeyStoreError.
 */
export async function openAuthority(options: AuthorityOptions): Promise<Authority> {
  const permitted = permittedSuffixes(options.permitted);
  const now = options.clock();
  const pair = (await readRootPair(options)) ?? (await createRootPair(options, { permitted, now }));
  refuseExpired(pair.root, now);
  const leafs = new LeafCache({
    mint: leafMint(pair.root, pair.key),
    maxLeafs: MAX_LEAFS,
    clock: options.clock,
  });
  return authority(pair.root, { permitted, leafs });
}

function authority(
  root: RootCertificate,
  { permitted, leafs }: { readonly permitted: readonly string[]; readonly leafs: LeafCache },
): Authority {
  return Object.freeze({
    certificatePem: root.pem,
    fingerprint: root.fingerprint,
    missing: permitted.filter((suffix) => !isUnder(suffix, root.permitted)),
    covers: (host: string) => coveredName(host, root) !== null,
    leaf: async (host: string) => {
      const name = coveredName(host, root);
      if (name === null) throw notCovered(host, root);
      return await leafs.get(name);
    },
  });
}

function coveredName(host: string, root: RootCertificate): string | null {
  const name = dnsName(host);
  return name !== null && isUnder(name, root.permitted) ? name : null;
}

const MAX_SHOWN = 100;

function notCovered(host: string, root: RootCertificate): AuthorityError {
  return new AuthorityError(
    'not-covered',
    `${JSON.stringify(host.slice(0, MAX_SHOWN))} is not a name under ${root.permitted.join(', ')}`,
    'a policy that governs another host needs a new authority: stop the agent, then countersign ca renew',
  );
}
