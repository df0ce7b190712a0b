import { logKey } from '../../protocol/log-key.ts';
import { MerkleError } from '../../protocol/merkle/merkle-error.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import type { BundleAgent } from './bundle.ts';
import type { BundleLine } from './bundle-line.ts';
import { DestructionLedger } from './destruction-ledger.ts';
import { type Findings, nameOf } from './finding.ts';
import type { GoodRecord } from './record-check.ts';
import { sha256 } from './sha256.ts';

/** Holds what is missing of records against what the collector says, in its own log, that it destroyed. */
export interface DestroyedCheck {
  /** Takes a record that holds in every other respect. */
  note(line: BundleLine, record: GoodRecord): void;
  /** Adds what is missing with nothing that says why. Gives how many records lost what was said rightfully. */
  end(findings: Findings): number;
}

/** `key` is the log's, which is trusted: of all that agents say of what was destroyed, only that key's word counts. */
export function checkDestroyed(agents: readonly BundleAgent[], key: NoteVerifier): DestroyedCheck {
  const collector = agents.find(({ publicKey }) => isOfLog(publicKey, key))?.agent ?? null;
  const ledger = new DestructionLedger<GoodRecord>();
  return {
    note: ({ signed: { record }, receivedAt }, good) => {
      ledger.note(record, receivedAt, good);
      if (record.event === 'content.destroyed' && record.agent === collector) ledger.believe(record);
    },
    end: (findings) => {
      const missing = ledger.unexplained();
      for (const record of missing) {
        const name = nameOf(record.agent, record.seq);
        const text = `${name} came without what was said, and the log does not say that it was destroyed`;
        findings.add('content-missing', text, record);
      }
      return ledger.count - missing.length;
    },
  };
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
