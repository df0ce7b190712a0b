import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { NAME_CONSTRAINTS_OID, nameConstraints } from './name-constraints.ts';
import type { MintedRoot } from './root-mint.ts';
import { signCertificate } from './sign-certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A root as earlier versions made it: it allows no authority below it. */
export async function rootWithoutRoom(permitted: readonly string[], now: Date): Promise<MintedRoot> {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const name = [{ name: 'commonName', value: 'Countersign local authority 00000000' }];
  const pem = await signCertificate(
    {
      subject: name,
      issuer: name,
      publicKey: createPublicKey(key),
      notBefore: new Date(now.getTime() - DAY_MS),
      notAfter: new Date(now.getTime() + 730 * DAY_MS),
      extensions: [
        { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
        { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
        { name: 'subjectKeyIdentifier' },
        { id: NAME_CONSTRAINTS_OID, critical: true, value: nameConstraints(permitted) },
      ],
    },
    key,
  );
  return { key, pem };
}
