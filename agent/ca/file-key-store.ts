import { createPrivateKey, type KeyObject } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivateFile, type PrivateFileFault, readPrivateFile } from '../private-file.ts';
import type { KeyStore } from './key-store.ts';
import { KeyStoreError } from './key-store-error.ts';

const MAX_KEY_BYTES = 16 * 1024;

const HINTS: Readonly<Record<PrivateFileFault, string>> = {
  'not-a-file': 'remove it, or restore the key there',
  'foreign-owner': 'run as the user who owns the key',
  'too-permissive':
    'others may have read the key: take the authority out of the trust store with `countersign ca uninstall`, then remove its folder',
};

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
  return `the certificate authority's private key is the file ${keyPath(home)}: whoever can read it can pose as the governed hosts to this machine. 'countersign keychain use' keeps it in your keychain instead.`;
}

function keyPath(home: string): string {
  return join(home, 'ca', 'root-key.pem');
}

async function readKey(path: string): Promise<KeyObject | null> {
  const refuse = (fault: PrivateFileFault, message: string) =>
    new KeyStoreError(fault, message, HINTS[fault]);
  const content = await readPrivateFile(path, { maxBytes: MAX_KEY_BYTES, refuse });
  return content === null ? null : parseKey(content, path);
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

async function createKey(path: string, key: KeyObject): Promise<void> {
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  if ((await createPrivateFile(path, pem)) === 'created') return;
  throw new KeyStoreError(
    'already-there',
    `${path} is there already, expected none`,
    'start again to use it',
  );
}
