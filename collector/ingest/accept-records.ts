import type { AuditRecord, SignedRecord } from '../../protocol/audit-record.ts';
import { type ChainPorts, recordHash, recordSignedBytes, verifyChain } from '../../protocol/chain.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { ApiFault } from '../api-fault.ts';
import type { CollectorLimits } from '../limits.ts';
import type { RecordLog } from '../log/record-log.ts';
import type { AgentRow } from '../store/agents.ts';
import type { OddityKind } from '../store/oddities.ts';
import type { Store } from '../store/store.ts';
import { chainPortsOf, sha256 } from './agent-key.ts';

export interface IngestPorts {
  readonly store: Store;
  readonly recordLog: Pick<RecordLog, 'extend'>;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'lateAfterMs' | 'aheadAfterMs'>;
  /** Told of every record that is on the disk for the first time. */
  readonly onStored: (record: StoredRecord) => void;
}

/**
 * Stores the records that continue the agent's chain, as leaves of the log, and skips those it has. Gives the
 * number up to which everything is on the disk.
 * Throws ApiFault and stores nothing when one record does not fit: `bad-signature`, `sequence-gap` (the message
 * says which number is expected) or `sequence-fork`, which is a finding as well.
 */
export function acceptRecords(records: readonly SignedRecord[], agent: AgentRow, ports: IngestPorts): number {
  const chain = chainPortsOf(agent);
  const result = ports.store.transaction(() => store(records, chain, ports));
  if (result.kind === 'fork') {
    throw new ApiFault('sequence-fork', `record ${result.seq} is not the one that this chain has there`);
  }
  if (result.kind === 'gap') {
    throw new ApiFault('sequence-gap', `record ${result.seq} follows, expected ${result.expected}`);
  }
  for (const record of result.stored) ports.onStored(record);
  return result.acknowledged;
}

type Stored =
  | { readonly kind: 'stored'; readonly stored: readonly StoredRecord[]; readonly acknowledged: number }
  | { readonly kind: 'fork'; readonly seq: number }
  | { readonly kind: 'gap'; readonly seq: number; readonly expected: number };

function store(records: readonly SignedRecord[], chain: ChainPorts, ports: IngestPorts): Stored {
  const head = ports.store.records.head(chain.agent);
  const known = records.filter(({ record }) => record.seq <= head.seq);
  const other = known.find((signed) => !isStored(signed, chain, ports.store));
  if (other !== undefined) return forked(other, ports);
  const fresh = records.filter(({ record }) => record.seq > head.seq);
  const result = verifyChain(fresh, head, chain);
  if (result.kind === 'valid') {
    const receivedAt = ports.clock().getTime();
    const stored = fresh.map((signed) =>
      ports.store.records.add(signed, recordHash(signed.record, sha256), receivedAt),
    );
    ports.recordLog.extend();
    noteRange('repeat', known, ports);
    noteRange(
      'late',
      fresh.filter(({ record }) => isLate(record, receivedAt, ports)),
      ports,
    );
    noteRange(
      'ahead',
      fresh.filter(({ record }) => isAhead(record, receivedAt, ports)),
      ports,
    );
    return { kind: 'stored', stored, acknowledged: result.head.seq };
  }
  const broken = fresh[result.index];
  const isSkip = result.fault === 'wrong-sequence' && result.seq > result.good.seq + 1;
  if (broken === undefined || (result.fault !== 'wrong-previous' && !isSkip)) throw faultOf(result);
  refuseUnsigned(broken, chain);
  return isSkip ? skipped(broken, result.good.seq + 1, ports) : forked(broken, ports);
}

/** Later records before earlier ones: those may still come, and if they never do, this says so. */
function skipped({ record }: SignedRecord, expected: number, { store, clock }: IngestPorts): Stored {
  const { agent, seq } = record;
  store.oddities.note({ kind: 'gap', agent, firstSeq: expected, lastSeq: seq - 1 }, clock().getTime());
  return { kind: 'gap', seq, expected };
}

function noteRange(
  kind: Exclude<OddityKind, 'gap'>,
  records: readonly SignedRecord[],
  { store, clock }: IngestPorts,
): void {
  const [first, last] = [records.at(0)?.record, records.at(-1)?.record];
  if (first === undefined || last === undefined) return;
  const range = { kind, agent: first.agent, firstSeq: first.seq, lastSeq: last.seq };
  store.oddities.note(range, clock().getTime());
}

function isLate({ at }: AuditRecord, receivedAt: number, { limits }: IngestPorts): boolean {
  return receivedAt - Date.parse(at) > limits.lateAfterMs;
}

function isAhead({ at }: AuditRecord, receivedAt: number, { limits }: IngestPorts): boolean {
  return Date.parse(at) - receivedAt > limits.aheadAfterMs;
}

/** A right number after another past, or another record for a number that is taken: signed, it proves itself. */
function forked(signed: SignedRecord, { store: { findings }, clock }: IngestPorts): Stored {
  findings.add('fork', signed, clock().getTime());
  return { kind: 'fork', seq: signed.record.seq };
}

/** Whether this very record is stored. A record that nobody signed is evidence of nothing and is refused. */
function isStored(signed: SignedRecord, chain: ChainPorts, { records }: Store): boolean {
  refuseUnsigned(signed, chain);
  const { agent, seq } = signed.record;
  return records.hashAt(agent, seq) === recordHash(signed.record, sha256);
}

function refuseUnsigned({ record, signature }: SignedRecord, chain: ChainPorts): void {
  if (record.agent !== chain.agent) throw foreign(record.seq);
  if (!chain.verify(recordSignedBytes(record), signature)) throw badSignature(record.seq);
}

function faultOf(broken: Extract<ReturnType<typeof verifyChain>, { readonly kind: 'broken' }>): ApiFault {
  switch (broken.fault) {
    case 'wrong-sequence':
      return new ApiFault('sequence-gap', `record ${broken.seq} follows, expected ${broken.good.seq + 1}`);
    case 'wrong-previous':
      return new ApiFault('sequence-fork', `record ${broken.seq} continues another chain`);
    case 'foreign-agent':
      return foreign(broken.seq);
    case 'bad-signature':
      return badSignature(broken.seq);
    case 'not-canonical':
      return new ApiFault('invalid', `record ${broken.seq} has no canonical JSON`);
  }
}

function foreign(seq: number): ApiFault {
  return new ApiFault('forbidden', `record ${seq} is of another agent than the one that sends it`);
}

function badSignature(seq: number): ApiFault {
  return new ApiFault('bad-signature', `the signature of record ${seq} does not hold`);
}
