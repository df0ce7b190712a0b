import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, link, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeyStore } from './key-store.ts';
import { KeyStoreError } from './key-store-error.ts';

const MAX_KEY_BYTES = 16 * 1024;

/** A key in `home`/ca/root-key.pem, readable by its owner alone; refused when anybody else could have read it. */
export function fileKeyStore(home: string): KeyStore {
  const path = keyPath(home);
  return {
    place: path,
    read: () => readKey(path),
    create: (key) => createKey(path, key),
    remove: () => rm(path, { force: true }),
  };
}

export function fileKeyWarning(home: string): string {
  return `the certificate authority's private key is the file ${keyPath(home)}: whoever can read it can pose as the governed hosts to this machine. A keychain keeps it better.`;
}

function keyPath(home: string): string {
  return join(home, 'ca', 'root-key.pem');
}

async function readKey(path: string): Promise<KeyObject | null> {
  const file = await openExisting(path);
  if (file === null) return null;
  try {
    refuseUnsafe(await file.stat(), path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_KEY_BYTES), 0, MAX_KEY_BYTES, 0);
    return parseKey(buffer.subarray(0, bytesRead), path);
  } finally {
    await file.close();
  }
}

async function openExisting(path: string): Promise<FileHandle | null> {
  try {
    // Without O_NONBLOCK a pipe in the key's place would keep us waiting for ever.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (codeOf(error) === 'ELOOP') throw notAFile(path);
    if (codeOf(error) === 'EACCES') throw foreignOwner(`${path} cannot be read by this user`);
    throw error;
  }
}

/** Looks at the opened file, not at the path, so that nobody can exchange one for the other in between. */
function refuseUnsafe(seen: Stats, path: string): void {
  if (!seen.isFile()) throw notAFile(path);
  // Windows has no such modes; there the folder's access list decides.
  const user = process.getuid?.();
  if (user === undefined) return;
  if (seen.uid !== user) throw foreignOwner(`${path} belongs to user ${seen.uid}, expected ${user}`);
  if ((seen.mode & 0o077) !== 0) {
    const mode = (seen.mode & 0o777).toString(8).padStart(4, '0');
    throw new KeyStoreError(
      'too-permissive',
      `${path} has mode ${mode}, expected 0600`,
      'others may have read the key: take the authority out of the trust store with `countersign ca uninstall`, then remove its folder',
    );
  }
}

/** The cause is left out: what a parser says of a broken key may quote it. */
function parseKey(pem: Buffer, path: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey(pem);
  } catch {}
  if (key?.asymmetricKeyType !== 'rsa') {
    throw new KeyStoreError('not-a-key', `${path} holds no RSA private key in PEM form`, 'restore the file');
  }
  return key;
}

/** The key is complete and on disk before it has its name, and `link` gives a name only once. */
async function createKey(path: string, key: KeyObject): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await writeDurably(draft, key.export({ type: 'pkcs8', format: 'pem' }).toString());
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new KeyStoreError(
      'already-there',
      `${path} is there already, expected none`,
      'start again to use it',
    );
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function foreignOwner(message: string): KeyStoreError {
  return new KeyStoreError('foreign-owner', message, 'run as the user who owns the key');
}

function notAFile(path: string): KeyStoreError {
  return new KeyStoreError(
    'not-a-file',
    `${path} is not a regular file`,
    'remove it, or restore the key there',
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
