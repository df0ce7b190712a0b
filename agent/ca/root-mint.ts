import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { NAME_CONSTRAINTS_OID, nameConstraints } from './name-constraints.ts';
import { signCertificate } from './sign-certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ROOT_DAYS = 730;
/** Client clocks run behind. */
const SKEW_MS = DAY_MS;

const generate = promisify(generateKeyPair);

export interface MintedRoot {
  readonly key: KeyObject;
  readonly pem: string;
}

/**
 * A new root: RSA-3072, one intermediate below it, and good for nothing but the names under `permitted`. Its name
 * carries a random part, for trust stores look issuers up by name.
 */
export async function mintRoot(permitted: readonly string[], now: Date): Promise<MintedRoot> {
  const { privateKey } = await generate('rsa', { modulusLength: 3072 });
  const name = [
    { name: 'organizationName', value: 'Countersign' },
    { name: 'commonName', value: `Countersign local authority ${randomBytes(4).toString('hex')}` },
  ];
  const pem = await signCertificate(
    {
      subject: name,
      issuer: name,
      publicKey: createPublicKey(privateKey),
      notBefore: new Date(now.getTime() - SKEW_MS),
      notAfter: new Date(now.getTime() + ROOT_DAYS * DAY_MS),
      extensions: [
        { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 1 },
        { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
        { name: 'subjectKeyIdentifier' },
        { id: NAME_CONSTRAINTS_OID, critical: true, value: nameConstraints(permitted) },
      ],
    },
    privateKey,
  );
  return { key: privateKey, pem };
}
