import type { KeyObject } from 'node:crypto';
import { fileKeyStore, fileKeyWarning } from './file-key-store.ts';
import { keychainKeyStore } from './keychain-key-store.ts';

/** Where the authority's private key is kept. All methods throw KeyStoreError. */
export interface KeyStore {
  /** Names the place in messages. */
  readonly place: string;
  /** The key, or null when there is none: what cannot be read is an error, never an absence. */
  read(): Promise<KeyObject | null>;
  /** Keeps `key`. Throws `already-there` when there is one. */
  create(key: KeyObject): Promise<void>;
  /** Leaves no key behind; nothing to remove is no error. */
  remove(): Promise<void>;
}

export interface KeyStoreOptions {
  readonly home: string;
  /** The keychain only on request: a first use writes nothing outside `home`. */
  readonly prefer: 'keychain' | 'file';
  readonly warn: (text: string) => void;
}

/** The key store asked for; a keychain that is not there is an error at its first use, never a file instead. */
export function openKeyStore(options: KeyStoreOptions): KeyStore {
  switch (options.prefer) {
    case 'keychain':
      return keychainKeyStore({ home: options.home });
    case 'file':
      options.warn(fileKeyWarning(options.home));
      return fileKeyStore(options.home);
  }
}
