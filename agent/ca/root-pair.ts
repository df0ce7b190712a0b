import { type KeyObject, randomBytes } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AuthorityError } from './authority-error.ts';
import type { KeyStore } from './key-store.ts';
import {
  parseRootCertificate,
  type RootCertificate,
  readRootCertificate,
  rootCertificatePath,
} from './root-certificate.ts';
import { mintRoot } from './root-mint.ts';

/** A root certificate and the private key that belongs to it. */
export interface RootPair {
  readonly root: RootCertificate;
  readonly key: KeyObject;
}

export interface RootPlace {
  readonly home: string;
  readonly keyStore: KeyStore;
}

/** Both halves, or null when there is neither. Throws AuthorityError for one half, and for halves of two pairs. */
export async function readRootPair(place: RootPlace): Promise<RootPair | null> {
  const { root, key } = await readSettled(place);
  if (root === null && key === null) return null;
  if (root === null) throw keyWithoutCertificate(place);
  if (key === null) throw certificateWithoutKey(root, place);
  if (!root.x509.checkPrivateKey(key)) throw keyMismatch(root, place);
  return { root, key };
}

/**
 * Makes a pair and keeps both halves. The certificate is written first, under a name that only one process can
 * give: the others read what that one made.
 */
export async function createRootPair(
  place: RootPlace,
  content: { readonly permitted: readonly string[]; readonly now: Date },
): Promise<RootPair> {
  const { key, pem } = await mintRoot(content.permitted, content.now);
  const path = rootCertificatePath(place.home);
  if (!(await publish(path, pem))) return readOther(place);
  try {
    await place.keyStore.create(key);
  } catch (error) {
    await rm(path);
    throw error;
  }
  return { root: parseRootCertificate(pem, path), key };
}

async function readOther(place: RootPlace): Promise<RootPair> {
  const other = await readRootPair(place);
  if (other === null) throw keyWithoutCertificate(place);
  return other;
}

interface Halves {
  readonly root: RootCertificate | null;
  readonly key: KeyObject | null;
}

/** How long another process at its first use may be between its two writes. */
const SETTLE_MS = 500;

async function readSettled(place: RootPlace): Promise<Halves> {
  const seen = await readHalves(place);
  if ((seen.root === null) === (seen.key === null)) return seen;
  await delay(SETTLE_MS);
  return readHalves(place);
}

async function readHalves({ home, keyStore }: RootPlace): Promise<Halves> {
  return { root: await readRootCertificate(home), key: await keyStore.read() };
}

/** Whether `text` became the file `path`, whole and on disk; false when there is one. */
async function publish(path: string, text: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await writeDurably(draft, text);
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function certificateWithoutKey(root: RootCertificate, { keyStore }: RootPlace): AuthorityError {
  return new AuthorityError(
    'certificate-without-key',
    `${root.path} has no private key: expected it in ${keyStore.place}`,
    'choose the key store it was made with, or start over: `countersign ca uninstall`, then remove the certificate',
  );
}

function keyWithoutCertificate({ home, keyStore }: RootPlace): AuthorityError {
  return new AuthorityError(
    'key-without-certificate',
    `${keyStore.place} holds a private key, but there is no ${rootCertificatePath(home)}`,
    'restore the certificate, or start over: remove the key',
  );
}

function keyMismatch(root: RootCertificate, { keyStore }: RootPlace): AuthorityError {
  return new AuthorityError(
    'key-mismatch',
    `the private key in ${keyStore.place} is not the one of ${root.path}`,
    'restore the half that was replaced, or start over: `countersign ca uninstall`, then remove both',
  );
}
