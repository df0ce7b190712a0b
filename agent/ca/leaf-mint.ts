import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { type RootCertificate, refuseExpired } from './root-certificate.ts';
import { signCertificate } from './sign-certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const LEAF_DAYS = 7;
const SKEW_MS = 60 * 60 * 1000;
/** GeneralName of RFC 5280, 4.2.1.6. */
const DNS_NAME = 2;

const generate = promisify(generateKeyPair);

export interface Leaf {
  /** PEM; one key for all leafs of a process. */
  readonly key: string;
  /** PEM of the leaf alone: clients hold the root. */
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
  const issuer = forge.pki.certificateFromPem(root.pem);
  const authorityKeyIdentifier = issuer.generateSubjectKeyIdentifier().getBytes();
  let leafKey: Promise<LeafKey> | null = null;
  return async (name, now) => {
    const lifetime = leafLifetime(root, now);
    leafKey ??= makeLeafKey();
    const { publicKey, pem: key } = await leafKey;
    const cert = await signCertificate(
      {
        // The name is in subjectAltName, where it may be longer than the 64 characters of a common name.
        subject: [{ name: 'commonName', value: 'Countersign leaf' }],
        issuer: issuer.subject.attributes,
        publicKey,
        ...lifetime,
        extensions: [
          { name: 'basicConstraints', critical: true, cA: false },
          { name: 'keyUsage', critical: true, digitalSignature: true },
          { name: 'extKeyUsage', serverAuth: true },
          { name: 'subjectAltName', altNames: [{ type: DNS_NAME, value: name }] },
          { name: 'subjectKeyIdentifier' },
          { name: 'authorityKeyIdentifier', keyIdentifier: authorityKeyIdentifier },
        ],
      },
      rootKey,
    );
    return { key, cert, notAfter: lifetime.notAfter };
  };
}

function leafLifetime(
  root: RootCertificate,
  now: Date,
): { readonly notBefore: Date; readonly notAfter: Date } {
  refuseExpired(root, now);
  const rootEnd = root.x509.validToDate.getTime();
  return {
    notBefore: new Date(now.getTime() - SKEW_MS),
    notAfter: new Date(Math.min(now.getTime() + LEAF_DAYS * DAY_MS, rootEnd)),
  };
}

interface LeafKey {
  readonly pem: string;
  readonly publicKey: KeyObject;
}

async function makeLeafKey(): Promise<LeafKey> {
  const { privateKey, publicKey } = await generate('ec', { namedCurve: 'P-256' });
  return { pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKey };
}
