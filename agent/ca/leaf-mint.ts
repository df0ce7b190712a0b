import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { type Issuer, issuerFor } from './issuer.ts';
import { type LeafSubject, leafCertificate } from './leaf-certificate.ts';
import type { RootCertificate } from './root-certificate.ts';
import { keyIdentifier } from './sign-certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const LEAF_DAYS = 7;
const SKEW_MS = 60 * 60 * 1000;

const generate = promisify(generateKeyPair);

export interface Leaf {
  /** PEM; one key for all leafs of a process. */
  readonly key: string;
  /** PEM of the leaf and of what stands between it and the root, which clients hold. */
  readonly cert: string;
  readonly notAfter: Date;
}

/** Mints a leaf for a DNS name that the root covers. */
export type MintLeaf = (name: string, now: Date) => Promise<Leaf>;

/**
 * A mint for `root`, whose private key is `rootKey`. The leaf key is on P-256, which signs a handshake ten times
 * cheaper than RSA, is made when the first leaf is asked for, and is never written down.
 */
export function leafMint(root: RootCertificate, rootKey: KeyObject): MintLeaf {
  const findIssuer = issuerFor(root, rootKey);
  let leafKey: Promise<LeafKey> | null = null;
  return async (name, now) => {
    leafKey ??= makeLeafKey();
    const [issuer, { subject, pem: key }] = await Promise.all([findIssuer(now), leafKey]);
    const lifetime = leafLifetime(issuer, now);
    const cert = await leafCertificate({ name, subject, ...lifetime }, issuer);
    return { key, cert: cert + issuer.chain, notAfter: lifetime.notAfter };
  };
}

function leafLifetime(
  { notAfter }: Issuer,
  now: Date,
): { readonly notBefore: Date; readonly notAfter: Date } {
  return {
    notBefore: new Date(now.getTime() - SKEW_MS),
    notAfter: new Date(Math.min(now.getTime() + LEAF_DAYS * DAY_MS, notAfter.getTime())),
  };
}

interface LeafKey {
  readonly pem: string;
  readonly subject: LeafSubject;
}

async function makeLeafKey(): Promise<LeafKey> {
  const { privateKey, publicKey } = await generate('ec', { namedCurve: 'P-256' });
  const subject = {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    keyIdentifier: keyIdentifier(publicKey),
  };
  return { pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), subject };
}
