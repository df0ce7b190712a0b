/** What we use of one entry in the user's keychain. */
export interface KeychainEntry {
  getSecret(): Promise<ArrayLike<number> | null>;
  setSecret(secret: Uint8Array): Promise<void>;
  /** Says whether there was one. */
  deleteCredential(): Promise<boolean>;
}

/** Opens the entry of `account`; throws when there is no keychain. */
export type OpenEntry = (account: string) => Promise<KeychainEntry>;

/** What every entry of ours is kept under. */
export const KEYCHAIN_SERVICE = 'countersign';

/**
 * The store is named, for without a name Linux falls back to the kernel's keyring, which forgets at reboot, and
 * a forgotten key would look like a first use. The package is optional: a machine may have no build of it.
 */
export async function openSystemEntry(account: string): Promise<KeychainEntry> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(KEYCHAIN_SERVICE, account, { linux: { store: 'secret-service' } });
}
