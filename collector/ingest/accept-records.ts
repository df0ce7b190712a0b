import { type AuditRecord, isCollectorEvent, type SignedRecord } from '../../protocol/audit-record.ts';
import { type ChainResult, followChain } from '../../protocol/chain.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { isClosed } from '../../protocol/record-content.ts';
import { ApiFault } from '../api-fault.ts';
import type { CollectorLimits } from '../limits.ts';
import type { SendingAgent } from '../store/agents.ts';
import type { Oddity, OddityKind } from '../store/oddities.ts';
import { type Accepted, type KnownChain, type NewRecord, newRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { type CheckPorts, checkRecords, type TakenRecord } from './check-records.ts';

export interface IngestPorts extends CheckPorts {
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
  agent: SendingAgent,
  { store, clock, limits, onStored, ...checks }: IngestPorts,
): Promise<number> {
  for (const { record } of records) refuseForeign(record);
  const checked = await checkRecords(records, agent, checks);
  const { accepted, stored } = await store.records.append({
    agent: agent.id,
    seqs: records.map(({ record }) => record.seq),
    decide: (known) => decide(checked, known, { agent: agent.id, limits, receivedAt: clock().getTime() }),
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
  readonly agent: string;
  readonly limits: IngestPorts['limits'];
  readonly receivedAt: number;
}

function decide(records: readonly TakenRecord[], known: KnownChain, context: DecisionContext): Decision {
  const { agent, receivedAt } = context;
  const repeated = records.filter(({ signed }) => signed.record.seq <= known.head.seq);
  const other = repeated.find((checked) => !isStored(checked, agent, known));
  if (other !== undefined) return forked(other, receivedAt);
  const fresh = records.filter(({ signed }) => signed.record.seq > known.head.seq);
  const result = followChain(fresh, known.head, agent);
  if (result.kind === 'valid') {
    return {
      receivedAt,
      records: fresh.map(readyToStore),
      findings: [],
      oddities: [
        ...rangeOf('repeat', repeated),
        ...rangeOf(
          'late',
          fresh.filter(({ signed }) => isLate(signed.record, context)),
        ),
        ...rangeOf(
          'ahead',
          fresh.filter(({ signed }) => isAhead(signed.record, context)),
        ),
      ],
      verdict: { kind: 'stored', acknowledged: result.head.seq },
    };
  }
  const broken = fresh[result.index];
  const isSkip = result.fault === 'wrong-sequence' && result.seq > result.good.seq + 1;
  if (broken === undefined || (result.fault !== 'wrong-previous' && !isSkip)) throw faultOf(result);
  refuseUnsigned(broken, agent);
  return isSkip ? skipped(broken, result.good.seq + 1, receivedAt) : forked(broken, receivedAt);
}

function readyToStore({ signed, read, isVouched }: TakenRecord): NewRecord {
  if (read === null) throw notCanonical(signed.record.seq);
  return { ...newRecord(signed, read), isVouched };
}

/** Later records before earlier ones: those may still come, and if they never do, this says so. */
function skipped({ signed: { record } }: TakenRecord, expected: number, receivedAt: number): Decision {
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

function rangeOf(kind: Exclude<OddityKind, 'gap'>, records: readonly TakenRecord[]): readonly Oddity[] {
  const [first, last] = [records.at(0)?.signed.record, records.at(-1)?.signed.record];
  return first === undefined || last === undefined ? [] : [{ kind, firstSeq: first.seq, lastSeq: last.seq }];
}

function isLate({ at }: AuditRecord, { receivedAt, limits }: DecisionContext): boolean {
  return receivedAt - Date.parse(at) > limits.lateAfterMs;
}

function isAhead({ at }: AuditRecord, { receivedAt, limits }: DecisionContext): boolean {
  return Date.parse(at) - receivedAt > limits.aheadAfterMs;
}

/**
 * A right number after another past, or another record for a number that is taken: signed, it proves itself. What was
 * said is no part of the proof, and nothing would destroy it there.
 */
function forked({ signed, read, provesItself }: TakenRecord, receivedAt: number): Decision {
  const { record, signature } = signed;
  if (read === null) throw notCanonical(record.seq);
  if (!provesItself()) throw badSignature(record.seq);
  return {
    receivedAt,
    records: [],
    findings: [{ kind: 'fork', signed: { record: read.closed, signature } }],
    oddities: [],
    verdict: { kind: 'fork', seq: record.seq },
  };
}

/** Whether this very record is stored. A record that nobody signed is evidence of nothing and is refused. */
function isStored(checked: TakenRecord, agent: string, known: KnownChain): boolean {
  refuseUnsigned(checked, agent);
  return known.hashAt(checked.signed.record.seq) === checked.read?.hash;
}

/** Only a collector speaks for itself, and takes content away, and says so: what never came could not be told from what was destroyed. */
function refuseForeign(record: AuditRecord): void {
  if (isCollectorEvent(record.event))
    throw new ApiFault('invalid', `${record.event} is a collector's to say`);
  if (isClosed(record)) throw new ApiFault('invalid', `record ${record.seq} comes without its content`);
}

function refuseUnsigned({ signed: { record }, read, isSigned }: TakenRecord, agent: string): void {
  if (read === null) throw notCanonical(record.seq);
  if (record.agent !== agent) throw foreign(record.seq);
  if (!isSigned()) throw badSignature(record.seq);
}

function faultOf(broken: Extract<ChainResult, { readonly kind: 'broken' }>): ApiFault {
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
      return notCanonical(broken.seq);
  }
}

function notCanonical(seq: number): ApiFault {
  return new ApiFault('invalid', `record ${seq} has no canonical JSON`);
}

function foreign(seq: number): ApiFault {
  return new ApiFault('forbidden', `record ${seq} is of another agent than the one that sends it`);
}

function badSignature(seq: number): ApiFault {
  return new ApiFault('bad-signature', `the signature of record ${seq} does not hold`);
}
