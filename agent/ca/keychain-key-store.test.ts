import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import type { KeychainEntry } from '../keychain/keychain.ts';
import { keychain } from '../keychain/test-support.ts';
import { keychainKeyStore } from './keychain-key-store.ts';

const KEY = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey;
const HOME = '/home/dev/.countersign';

it('keeps a key in an entry of its home, small enough for every system', async () => {
  const { secrets, open } = keychain();
  await keychainKeyStore({ home: HOME, open }).create(KEY);
  expect((await keychainKeyStore({ home: HOME, open }).read())?.equals(KEY)).toBe(true);
  expect(await keychainKeyStore({ home: '/elsewhere', open }).read()).toBeNull();
  expect([...secrets.values()][0]?.byteLength).toBeLessThanOrEqual(2560);
});

it('never replaces a key', async () => {
  const { open } = keychain();
  const store = keychainKeyStore({ home: HOME, open });
  await store.create(KEY);
  await expect(store.create(KEY)).rejects.toMatchObject({ code: 'already-there' });
});

it('removes the entry, and does not mind when there is none', async () => {
  const { secrets, open } = keychain();
  const store = keychainKeyStore({ home: HOME, open });
  await store.create(KEY);
  await store.remove();
  await store.remove();
  expect(secrets.size).toBe(0);
});

it('does not take what is no key for a first use', async () => {
  const { open } = keychain();
  const store = keychainKeyStore({ home: HOME, open });
  const entry = await open(`certificate authority of ${HOME}`);
  await entry.setSecret(Buffer.from('hunter2'));
  const error: unknown = await store.read().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'not-a-key' });
  expect(String(error)).not.toContain('hunter2');
});

it.each([
  ['opened', async () => Promise.reject(new Error('no secret service'))],
  [
    'read',
    async (): Promise<KeychainEntry> => ({
      getSecret: () => Promise.reject(new Error('locked')),
      setSecret: () => Promise.reject(new Error('locked')),
      deleteCredential: () => Promise.reject(new Error('locked')),
    }),
  ],
])('says so when the keychain cannot be %s, for every use', async (_, open) => {
  const store = keychainKeyStore({ home: HOME, open });
  for (const use of [store.read(), store.create(KEY), store.remove()]) {
    await expect(use).rejects.toMatchObject({ code: 'keychain-unavailable' });
  }
});
