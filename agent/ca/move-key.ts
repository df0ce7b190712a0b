import type { KeyStore } from './key-store.ts';
import { KeyStoreError } from './key-store-error.ts';

/**
 * Moves the authority's key from one store to another. It is in `to`, and was read back from there, before `choose`
 * says that it is; only then does it leave `from`. Broken off at any point it is in one of them or in both, the choice
 * names one that has it, and the same call ends what was begun. With no key in either there is only the choice to make.
 * Throws KeyStoreError `already-there` when `to` has another key.
 */
export async function moveKey(from: KeyStore, to: KeyStore, choose: () => Promise<void>): Promise<void> {
  const key = await from.read();
  if (key !== null) {
    if ((await to.read()) === null) await to.create(key);
    const moved = await to.read();
    if (moved?.equals(key) !== true) {
      throw new KeyStoreError(
        'already-there',
        `${to.place} holds another key than ${from.place}`,
        'remove the one that does not belong to this home',
      );
    }
  }
  await choose();
  await from.remove();
}
