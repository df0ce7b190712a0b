import { createPublicKey, generateKeyPair, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { NAME_CONSTRAINTS_OID, nameConstraints } from '../../agent/ca/name-constraints.ts';
import { signCertificate } from '../../agent/ca/sign-certificate.ts';

/** What the playground's server presents, and what its clients must trust to believe it. */
export interface PlaygroundCertificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
  /** PEM of the authority that signed it, whose key is gone. */
  readonly authority: string;
  /** Where `authority` lies as a file of its own. */
  readonly authorityFile: string;
}

export interface CertificateOptions {
  /** The playground's folder; made when missing. */
  readonly folder: string;
  readonly host: string;
  readonly now: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const LIFE_MS = 90 * DAY_MS;
/** A certificate that ends sooner is made anew. */
const SPARE_MS = 14 * DAY_MS;
const DNS_NAME = 2;
const PEM_BLOCK = /-----BEGIN ([A-Z ]+)-----[A-Za-z0-9+/=\s]+-----END \1-----\n/g;

const generate = promisify(generateKeyPair);

/** The certificate kept in the folder, or a new one when there is none that still serves. */
export async function openPlaygroundCertificate(options: CertificateOptions): Promise<PlaygroundCertificate> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const authorityFile = join(options.folder, 'authority.pem');
  const kept = join(options.folder, 'server.pem');
  const old = readBundle(await readFile(kept, 'latin1').catch(() => ''), options);
  const bundle = old ?? (await mint(options));
  if (old === null) await writeWhole(kept, bundle.key + bundle.cert + bundle.authority);
  await writeFile(authorityFile, bundle.authority);
  return { ...bundle, authorityFile };
}

type Bundle = Omit<PlaygroundCertificate, 'authorityFile'>;

/** Null for whatever does not serve: it is our own throw-away file, and a new one costs a tenth of a second. */
function readBundle(text: string, { host, now }: CertificateOptions): Bundle | null {
  const [key, cert, authority] = Array.from(text.matchAll(PEM_BLOCK), ([block]) => block);
  if (key === undefined || cert === undefined || authority === undefined) return null;
  try {
    const leaf = new X509Certificate(cert);
    const lasts = leaf.validToDate.getTime() > now.getTime() + SPARE_MS;
    return lasts && leaf.checkHost(host) === host ? { key, cert, authority } : null;
  } catch {
    return null;
  }
}

/** One file, renamed into place, so that key and certificate always belong together. */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

async function mint({ host, now }: CertificateOptions): Promise<Bundle> {
  const [root, leaf] = await Promise.all([rsaKey(), rsaKey()]);
  const issuer = [{ name: 'commonName', value: 'Countersign playground' }];
  const validity = {
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + LIFE_MS),
  };
  const authority = await signCertificate(
    {
      ...validity,
      subject: issuer,
      issuer,
      publicKey: publicHalf(root),
      extensions: authorityExtensions(host),
    },
    root,
  );
  const keyIdentifier = forge.pki.certificateFromPem(authority).generateSubjectKeyIdentifier().getBytes();
  const cert = await signCertificate(
    {
      ...validity,
      subject: [{ name: 'commonName', value: 'Countersign playground server' }],
      issuer,
      publicKey: publicHalf(leaf),
      extensions: leafExtensions(host, keyIdentifier),
    },
    root,
  );
  return {
    key: leaf.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: lineEnds(cert),
    authority: lineEnds(authority),
  };
}

function authorityExtensions(host: string): readonly object[] {
  return [
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true },
    { name: 'subjectKeyIdentifier' },
    { id: NAME_CONSTRAINTS_OID, critical: true, value: nameConstraints([host]) },
  ];
}

function leafExtensions(host: string, keyIdentifier: string): readonly object[] {
  return [
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [{ type: DNS_NAME, value: host }] },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier },
  ];
}

async function rsaKey(): Promise<KeyObject> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  return privateKey;
}

function publicHalf(key: KeyObject): KeyObject {
  return createPublicKey(key);
}

/** Forge writes CR LF. */
function lineEnds(pem: string): string {
  return pem.replaceAll('\r\n', '\n');
}
