import type { KeychainEntry, OpenEntry } from './keychain.ts';

/** A keychain in memory: entries by account, as bytes. */
export function keychain(): { readonly secrets: Map<string, Uint8Array>; readonly open: OpenEntry } {
  const secrets = new Map<string, Uint8Array>();
  const open = async (account: string): Promise<KeychainEntry> => ({
    getSecret: async () => secrets.get(account) ?? null,
    setSecret: async (secret) => void secrets.set(account, secret),
    deleteCredential: async () => secrets.delete(account),
  });
  return { secrets, open };
}
