import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readPrivateFile } from '../private-file.ts';
import { GatewayError } from './gateway-error.ts';

export interface CertificateFiles {
  /** PEM: the certificate, and those that lead to a root. */
  readonly certificate: string;
  /** PEM, of mode 0600. */
  readonly key: string;
}

export interface KeyAndCertificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

const MAX_BYTES = 256 * 1024;

/** What the gateway shows. Throws GatewayError unless the two belong together; it repeats nothing of the key. */
export async function readCertificate(files: CertificateFiles): Promise<KeyAndCertificate> {
  const key = await readPrivateFile(files.key, { maxBytes: MAX_BYTES, refuse: (_fault, what) => bad(what) });
  if (key === null) throw bad(`${files.key} is not there`);
  const cert = await readFile(files.certificate).catch(() => {
    throw bad(`${files.certificate} cannot be read`);
  });
  if (!belongTogether(key, cert))
    throw bad(`${files.certificate} is no certificate of the key in ${files.key}`);
  return { key, cert };
}

function belongTogether(key: Buffer, cert: Buffer): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function bad(what: string): GatewayError {
  return new GatewayError(
    'bad-certificate',
    what,
    'tls in gateway.yaml names a certificate and its key, in PEM form',
  );
}
