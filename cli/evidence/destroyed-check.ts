import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import type { BundleAgent } from './bundle.ts';
import type { BundleLine } from './bundle-line.ts';
import { collectorAmong } from './collector-agent.ts';
import { DestructionLedger } from './destruction-ledger.ts';
import { type Findings, nameOf } from './finding.ts';
import { HoldLedger } from './hold-ledger.ts';
import type { GoodRecord } from './record-check.ts';

/** Holds what is missing of records against what the collector says, in its own log, that it destroyed. */
export interface DestroyedCheck {
  /** Takes a record that holds in every other respect. */
  note(line: BundleLine, record: GoodRecord): void;
  /**
   * Adds what is missing with nothing that says why, and what was destroyed against a hold. Gives how many records lost
   * what was said rightfully.
   */
  end(findings: Findings): number;
}

interface DestroyedTrust {
  /** The log's, which is trusted: of all that agents say of what was destroyed, only its word counts. */
  readonly key: NoteVerifier;
  /** An excerpt may hold what placed a hold and not what released it. */
  readonly isWhole: boolean;
}

export function checkDestroyed(
  agents: readonly BundleAgent[],
  { key, isWhole }: DestroyedTrust,
): DestroyedCheck {
  const collector = collectorAmong(agents, key);
  const ledger = new DestructionLedger<GoodRecord>();
  const holds = new HoldLedger();
  const broken: { readonly hold: number; readonly by: GoodRecord }[] = [];
  return {
    note: ({ signed: { record }, receivedAt }, good) => {
      ledger.note(record, receivedAt, good);
      if (isWhole) holds.note(record, receivedAt);
      if (record.agent !== collector) return;
      if (record.event === 'content.destroyed') ledger.believe(record);
      const hold = isWhole ? holds.judge(record) : null;
      if (hold !== null) broken.push({ hold, by: good });
    },
    end: (findings) => {
      const missing = ledger.unexplained();
      for (const record of missing) {
        const name = nameOf(record.agent, record.seq);
        const text = `${name} came without what was said, and the log does not say that it was destroyed`;
        findings.add('content-missing', text, record);
      }
      for (const { hold, by } of broken) {
        const name = nameOf(by.agent, by.seq);
        findings.add('hold-broken', `${name} says that what hold ${hold} keeps was destroyed`, by);
      }
      return ledger.count - missing.length;
    },
  };
}
