import { KeyStoreError } from '../../agent/ca/key-store-error.ts';
import { keychainKeyStore } from '../../agent/ca/keychain-key-store.ts';
import { dropToken } from '../../agent/keychain/kept-token.ts';
import { type OpenEntry, openSystemEntry } from '../../agent/keychain/keychain.ts';
import { readKeychainChoice } from '../../agent/keychain/keychain-choice.ts';
import { KeychainError } from '../../agent/keychain/keychain-error.ts';
import type { Undone } from './undo-settings.ts';

/** Takes every entry of this home out of the keychain; a keychain that was never used is not asked. */
export async function leaveKeychain(home: string, open: OpenEntry = openSystemEntry): Promise<Undone> {
  const what = 'the keychain';
  try {
    const { authority, tokens } = await readKeychainChoice(home);
    if (authority === 'file' && tokens.length === 0) {
      return { what, outcome: 'left', detail: 'nothing of ours is in it' };
    }
    for (const name of tokens) await dropToken({ home, name, open });
    if (authority === 'keychain') await keychainKeyStore({ home, open }).remove();
    return { what, outcome: 'undone', detail: "taken out: the authority's key and tokens" };
  } catch (fault) {
    if (!(fault instanceof KeychainError || fault instanceof KeyStoreError)) throw fault;
    return { what, outcome: 'stuck', detail: `${fault.message}; ${fault.hint}` };
  }
}
