import { type AuditRecord, isCollectorEvent, type SignedRecord } from '../../protocol/audit-record.ts';
import { type ChainPorts, recordHash, recordSignedBytes, verifyChain } from '../../protocol/chain.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { isClosed, takeApart } from '../../protocol/record-content.ts';
import { ApiFault } from '../api-fault.ts';
import type { CollectorLimits } from '../limits.ts';
import type { AgentRow } from '../store/agents.ts';
import type { Oddity, OddityKind } from '../store/oddities.ts';
import type { Accepted, KnownChain, NewRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { chainPortsOf, sha256 } from './agent-key.ts';

export interface IngestPorts {
  readonly store: Pick<Store, 'records'>;
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
export async function acceptRecords(
  records: readonly SignedRecord[],
  agent: AgentRow,
  { store, clock, limits, onStored }: IngestPorts,
): Promise<number> {
  for (const { record } of records) refuseForeign(record);
  const chain = chainPortsOf(agent);
  const { accepted, stored } = await store.records.append({
    agent: agent.id,
    seqs: records.map(({ record }) => record.seq),
    decide: (known) => decide(records, known, { chain, limits, receivedAt: clock().getTime() }),
  });
  const { verdict } = accepted;
  if (verdict.kind === 'fork') {
    throw new ApiFault('sequence-fork', `record ${verdict.seq} is not the one that this chain has there`);
  }
  if (verdict.kind === 'gap') {
    throw new ApiFault('sequence-gap', `record ${verdict.seq} follows, expected ${verdict.expected}`);
  }
  for (const record of stored) onStored(record);
  return verdict.acknowledged;
}

type Verdict =
  | { readonly kind: 'stored'; readonly acknowledged: number }
  | { readonly kind: 'fork'; readonly seq: number }
  | { readonly kind: 'gap'; readonly seq: number; readonly expected: number };

interface Decision extends Accepted {
  readonly verdict: Verdict;
}

interface DecisionContext {
  readonly chain: ChainPorts;
  readonly limits: IngestPorts['limits'];
  readonly receivedAt: number;
}

function decide(records: readonly SignedRecord[], known: KnownChain, context: DecisionContext): Decision {
  const { chain, receivedAt } = context;
  const repeated = records.filter(({ record }) => record.seq <= known.head.seq);
  const other = repeated.find((signed) => !isStored(signed, chain, known));
  if (other !== undefined) return forked(other, receivedAt);
  const fresh = records.filter(({ record }) => record.seq > known.head.seq);
  const result = verifyChain(fresh, known.head, chain);
  if (result.kind === 'valid') {
    return {
      receivedAt,
      records: hashed(fresh, result.head.hash),
      findings: [],
      oddities: [
        ...rangeOf('repeat', repeated),
        ...rangeOf(
          'late',
          fresh.filter(({ record }) => isLate(record, context)),
        ),
        ...rangeOf(
          'ahead',
          fresh.filter(({ record }) => isAhead(record, context)),
        ),
      ],
      verdict: { kind: 'stored', acknowledged: result.head.seq },
    };
  }
  const broken = fresh[result.index];
  const isSkip = result.fault === 'wrong-sequence' && result.seq > result.good.seq + 1;
  if (broken === undefined || (result.fault !== 'wrong-previous' && !isSkip)) throw faultOf(result);
  refuseUnsigned(broken, chain);
  return isSkip ? skipped(broken, result.good.seq + 1, receivedAt) : forked(broken, receivedAt);
}

/** The hash of each record of a valid chain is what the next one repeats. */
function hashed(records: readonly SignedRecord[], last: string): readonly NewRecord[] {
  return records.map((signed, at) => ({ signed, hash: records[at + 1]?.record.prev ?? last }));
}

/** Later records before earlier ones: those may still come, and if they never do, this says so. */
function skipped({ record }: SignedRecord, expected: number, receivedAt: number): Decision {
  const { seq } = record;
  const gap: Oddity = { kind: 'gap', firstSeq: expected, lastSeq: seq - 1 };
  return {
    receivedAt,
    records: [],
    findings: [],
    oddities: [gap],
    verdict: { kind: 'gap', seq, expected },
  };
}

function rangeOf(kind: Exclude<OddityKind, 'gap'>, records: readonly SignedRecord[]): readonly Oddity[] {
  const [first, last] = [records.at(0)?.record, records.at(-1)?.record];
  return first === undefined || last === undefined ? [] : [{ kind, firstSeq: first.seq, lastSeq: last.seq }];
}

function isLate({ at }: AuditRecord, { receivedAt, limits }: DecisionContext): boolean {
  return receivedAt - Date.parse(at) > limits.lateAfterMs;
}

function isAhead({ at }: AuditRecord, { receivedAt, limits }: DecisionContext): boolean {
  return Date.parse(at) - receivedAt > limits.aheadAfterMs;
}

/** A right number after another past, or another record for a number that is taken: signed, it proves itself. */
function forked(signed: SignedRecord, receivedAt: number): Decision {
  return {
    receivedAt,
    records: [],
    findings: [{ kind: 'fork', signed: withoutContent(signed) }],
    oddities: [],
    verdict: { kind: 'fork', seq: signed.record.seq },
  };
}

/** What was said is no part of the proof, and nothing would destroy it there. */
function withoutContent({ record, signature }: SignedRecord): SignedRecord {
  return { record: takeApart(record, sha256).closed, signature };
}

/** Whether this very record is stored. A record that nobody signed is evidence of nothing and is refused. */
function isStored(signed: SignedRecord, chain: ChainPorts, known: KnownChain): boolean {
  refuseUnsigned(signed, chain);
  return known.hashAt(signed.record.seq) === recordHash(signed.record, sha256);
}

/** Only a collector speaks for itself, and takes content away, and says so: what never came could not be told from what was destroyed. */
function refuseForeign(record: AuditRecord): void {
  if (isCollectorEvent(record.event))
    throw new ApiFault('invalid', `${record.event} is a collector's to say`);
  if (isClosed(record)) throw new ApiFault('invalid', `record ${record.seq} comes without its content`);
}

function refuseUnsigned({ record, signature }: SignedRecord, chain: ChainPorts): void {
  if (record.agent !== chain.agent) throw foreign(record.seq);
  if (!chain.verify(recordSignedBytes(record, sha256), signature)) throw badSignature(record.seq);
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
