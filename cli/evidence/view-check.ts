import type { JsonValue } from '../../protocol/json.ts';
import { type KeptReceipt, requireReceipt } from '../../protocol/log-receipt.ts';
import type { Checkpoint } from '../../protocol/merkle/checkpoint.ts';
import { MerkleError } from '../../protocol/merkle/merkle-error.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import { type Findings, nameOf } from './finding.ts';
import type { ProvenLog } from './proven-log.ts';
import type { GoodRecord, Witness } from './record-check.ts';
import { sha256 } from './sha256.ts';

/** Holds what agents saw of the log, by their own records, against the log that the bundle is of. */
export function checkWitnesses(witnesses: readonly Witness[], log: ProvenLog, findings: Findings): void {
  for (const { record, log: seen } of witnesses) {
    const size = sizeOf(seen['size']);
    const known = size === null ? null : log.rootAt(size);
    const isBefore = size !== null && size <= record.index;
    if (isBefore && (known === null || Buffer.from(known).toString('hex') === seen['root'])) continue;
    const name = nameOf(record.agent, record.seq);
    const text = `${name} saw another log of ${String(size)} leaves: the collector showed two`;
    findings.add('log-forked', text, record);
  }
}

export interface ReceiptPorts {
  readonly log: ProvenLog | null;
  readonly key: NoteVerifier;
  readonly good: readonly GoodRecord[];
  readonly findings: Findings;
}

/** Holds receipts that agents kept against the bundle. */
export function checkReceipts(
  receipts: readonly KeptReceipt[],
  { log, key, good, findings }: ReceiptPorts,
): void {
  for (const kept of receipts) {
    const checkpoint = openReceipt(kept, key);
    const about = { ...kept.record, index: kept.receipt.index };
    const name = nameOf(about.agent, about.seq);
    if (typeof checkpoint === 'string') {
      findings.add('receipt-forged', `the receipt for ${name} does not hold: ${checkpoint}`, about);
    } else if (log !== null) {
      checkView({ about, name, checkpoint }, { log, good, findings });
    }
  }
}

interface View {
  readonly about: {
    readonly agent: string;
    readonly seq: number;
    readonly hash: string;
    readonly index: number;
  };
  readonly name: string;
  readonly checkpoint: Checkpoint;
}

function checkView(
  { about, name, checkpoint }: View,
  { log, good, findings }: { readonly log: ProvenLog } & Pick<ReceiptPorts, 'good' | 'findings'>,
): void {
  const root = log.rootAt(checkpoint.size);
  if (root !== null && !Buffer.from(root).equals(checkpoint.root)) {
    findings.add('log-forked', `the agent with a receipt for ${name} was shown another log`, about);
  } else if (about.index >= log.head.size) {
    const text = `${name} has a receipt at place ${about.index}, the bundle ends before it`;
    findings.add('records-truncated', text, about);
  } else if (log.entry(about.index) !== null && log.entry(about.index)?.hash !== about.hash) {
    findings.add('log-forked', `${name} has a receipt for a place where the log has another record`, about);
  } else if (
    good.some(({ agent, seq, hash }) => agent === about.agent && seq === about.seq && hash !== about.hash)
  ) {
    findings.add('record-altered', `${name} is not the record that its receipt is for`, about);
  }
}

function openReceipt({ record, receipt }: KeptReceipt, log: NoteVerifier): Checkpoint | string {
  const known = { size: 0, root: sha256(new Uint8Array()) };
  try {
    return requireReceipt({ ...receipt, consistency: [] }, { record, known, log }, sha256);
  } catch (cause) {
    if (cause instanceof MerkleError) return cause.message;
    throw cause;
  }
}

function sizeOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
