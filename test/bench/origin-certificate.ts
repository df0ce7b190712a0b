import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { signCertificate } from '../../agent/ca/sign-certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A self-signed certificate for every name under `bench.localhost`; clients trust it as its own authority. */
export async function originCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = [{ name: 'commonName', value: 'Countersign benchmark' }];
  const now = Date.now();
  const cert = await signCertificate(
    {
      subject: name,
      issuer: name,
      publicKey: createPublicKey(privateKey),
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + DAY_MS),
      extensions: [
        { name: 'basicConstraints', critical: true, cA: true },
        {
          name: 'keyUsage',
          critical: true,
          digitalSignature: true,
          keyEncipherment: true,
          keyCertSign: true,
        },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: '*.bench.localhost' }] },
        { name: 'subjectKeyIdentifier' },
      ],
    },
    privateKey,
  );
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}
