import { createPrivateKey, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import {
  KEYCHAIN_SERVICE,
  type KeychainEntry,
  type OpenEntry,
  openSystemEntry,
} from '../keychain/keychain.ts';
import type { KeyStore } from './key-store.ts';
import { KeyStoreError } from './key-store-error.ts';

export interface KeychainOptions {
  readonly home: string;
  readonly open?: OpenEntry;
}

/** A key in the user's keychain, one entry a home. The entry is opened at each use: a keychain may be locked later. */
export function keychainKeyStore(options: KeychainOptions): KeyStore {
  const account = `certificate authority of ${resolve(options.home)}`;
  const place = `the keychain entry "${account}" of ${KEYCHAIN_SERVICE}`;
  const use = async <T>(action: (entry: KeychainEntry) => Promise<T>): Promise<T> => {
    try {
      return await action(await (options.open ?? openSystemEntry)(account));
    } catch (cause) {
      throw cause instanceof KeyStoreError ? cause : unavailable(place, cause);
    }
  };
  return {
    place,
    read: () => use((entry) => readKey(entry, place)),
    create: (key) => use((entry) => createKey(entry, { key, place })),
    remove: () => use(async (entry) => void (await entry.deleteCredential())),
  };
}

async function readKey(entry: KeychainEntry, place: string): Promise<KeyObject | null> {
  const secret = await entry.getSecret();
  return secret === null ? null : parseKey(Buffer.from(secret), place);
}

async function createKey(
  entry: KeychainEntry,
  wanted: { readonly key: KeyObject; readonly place: string },
): Promise<void> {
  if ((await entry.getSecret()) !== null) {
    throw new KeyStoreError(
      'already-there',
      `${wanted.place} is there already, expected none`,
      'start again to use it',
    );
  }
  // DER, for Windows keeps no more than 2560 bytes in an entry and a key of this size in PEM has more in UTF-16.
  await entry.setSecret(wanted.key.export({ type: 'pkcs8', format: 'der' }));
}

/** The cause is left out: what a parser says of a broken key may quote it. */
function parseKey(der: Buffer, place: string): KeyObject {
  try {
    return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
  } catch {
    throw new KeyStoreError('not-a-key', `${place} holds no private key`, 'restore the entry');
  }
}

function unavailable(place: string, cause: unknown): KeyStoreError {
  const why = cause instanceof Error ? cause.message : 'unknown reason';
  return new KeyStoreError(
    'keychain-unavailable',
    `${place} cannot be used: ${why}`,
    'unlock or start the keychain; `countersign keychain leave` keeps the key in a file again',
  );
}
