import { logKey } from '../../protocol/log-key.ts';
import { MerkleError } from '../../protocol/merkle/merkle-error.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import type { BundleAgent } from './bundle.ts';
import { sha256 } from './sha256.ts';

/** The collector as an agent: the one whose key signs the log. Null where it has said nothing. */
export function collectorAmong(agents: readonly BundleAgent[], key: NoteVerifier): string | null {
  return agents.find(({ publicKey }) => isOfLog(publicKey, key))?.agent ?? null;
}

function isOfLog(publicKey: string, key: NoteVerifier): boolean {
  try {
    return logKey(Buffer.from(publicKey, 'base64'), sha256).name === key.name;
  } catch (cause) {
    // What is no key is found where the keys of agents are read.
    if (cause instanceof MerkleError) return false;
    throw cause;
  }
}
