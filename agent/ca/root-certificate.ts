import { X509Certificate } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import forge from 'node-forge';
import { AuthorityError } from './authority-error.ts';
import { NAME_CONSTRAINTS_OID, readNameConstraints } from './name-constraints.ts';

/** The public half of the authority. */
export interface RootCertificate {
  readonly path: string;
  readonly pem: string;
  readonly x509: X509Certificate;
  /** SHA-256, colon hex in upper case. */
  readonly fingerprint: string;
  /** The DNS suffixes it may vouch for. */
  readonly permitted: readonly string[];
  /** Whether it allows an authority below it. */
  readonly mayDelegate: boolean;
}

export function rootCertificatePath(home: string): string {
  return join(home, 'ca', 'root.pem');
}

/** Reads `home`/ca/root.pem; null when there is none. Throws AuthorityError when it is not one of ours. */
export async function readRootCertificate(home: string): Promise<RootCertificate | null> {
  const path = rootCertificatePath(home);
  const pem = await readBounded(path);
  return pem === null ? null : parseRootCertificate(pem, path);
}

export function parseRootCertificate(pem: string, path: string): RootCertificate {
  const x509 = parse(() => new X509Certificate(pem), path);
  const extensions = parse((): unknown[] => forge.pki.certificateFromPem(pem).extensions, path);
  const permitted = parse(() => permittedNames(extensions), path);
  if (!x509.ca || permitted === null) {
    throw badCertificate(`${path} is not limited to DNS names as a root of ours is`);
  }
  const mayDelegate = extensions.some(allowsIntermediate);
  return { path, pem, x509, fingerprint: x509.fingerprint256, permitted, mayDelegate };
}

/** Throws AuthorityError `expired` outside the root's time. */
export function refuseExpired(root: RootCertificate, now: Date): void {
  const { validFromDate, validToDate, validFrom, validTo } = root.x509;
  if (now >= validFromDate && now < validToDate) return;
  throw new AuthorityError(
    'expired',
    `the certificate authority is valid from ${validFrom} until ${validTo}, and it is ${now.toISOString()}`,
    'countersign ca renew, then start the agent and, for the system to trust the new one, countersign ca install',
  );
}

const MAX_CERTIFICATE_BYTES = 64 * 1024;

async function readBounded(path: string): Promise<string | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(MAX_CERTIFICATE_BYTES),
      0,
      MAX_CERTIFICATE_BYTES,
      0,
    );
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Whether it is basicConstraints with room below (RFC 5280, 4.2.1.9); ours always state the length. */
function allowsIntermediate(extension: unknown): boolean {
  return (
    typeof extension === 'object' &&
    extension !== null &&
    'pathLenConstraint' in extension &&
    typeof extension.pathLenConstraint === 'number' &&
    extension.pathLenConstraint > 0
  );
}

function permittedNames(extensions: readonly unknown[]): readonly string[] | null {
  const constraints = extensions.find(isNameConstraints);
  return constraints === undefined ? null : readNameConstraints(constraints.value);
}

function isNameConstraints(extension: unknown): extension is { readonly value: string } {
  return (
    typeof extension === 'object' &&
    extension !== null &&
    'id' in extension &&
    extension.id === NAME_CONSTRAINTS_OID &&
    'critical' in extension &&
    extension.critical === true &&
    'value' in extension &&
    typeof extension.value === 'string'
  );
}

function parse<T>(read: () => T, path: string): T {
  try {
    return read();
  } catch (cause) {
    throw badCertificate(
      `${path} cannot be read as a certificate: ${cause instanceof Error ? cause.message : ''}`,
    );
  }
}

function badCertificate(message: string): AuthorityError {
  return new AuthorityError(
    'bad-certificate',
    message,
    'restore the file, or take the authority out of the trust store and remove the folder it lies in',
  );
}
