import type { SignedRecord } from '../../protocol/audit-record.ts';
import type { ChainPosition, ReadRecord } from '../../protocol/chain.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { recordOf } from './content-seal.ts';
import type { NewFinding } from './findings.ts';
import type { Oddity } from './oddities.ts';
import type { RecordFilter } from './record-filter.ts';
import { integer, type Row, text } from './row.ts';

/** A record as its agent sent it, and what is stored of it. */
export interface NewRecord extends Pick<ReadRecord, 'closed' | 'content' | 'text' | 'hash'> {
  readonly signed: SignedRecord;
  /** Whether a later record vouches for it, and its own signature is yet to be looked at. */
  readonly isVouched: boolean;
}

/** What is stored of an agent's chain, as a decision about its next records sees it. */
export interface KnownChain {
  readonly head: ChainPosition;
  /** Of one of the numbers that were asked for; null where nothing is stored. */
  hashAt(seq: number): string | null;
}

/** What a decision has stored: all of it, or nothing. */
export interface Accepted {
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Continue the chain; each becomes the next leaf of the log. */
  readonly records: readonly NewRecord[];
  readonly findings: readonly NewFinding[];
  readonly oddities: readonly Oddity[];
}

export interface Appending<T extends Accepted> {
  readonly agent: string;
  /** The numbers whose hashes `decide` may ask for. */
  readonly seqs: readonly number[];
  /** Decides about the chain as it is, while nobody else changes it. When it throws, nothing is stored. */
  readonly decide: (known: KnownChain) => T;
}

export interface Appended<T extends Accepted> {
  readonly accepted: T;
  readonly stored: readonly StoredRecord[];
}

export interface RecordsTable {
  /** The last record of this agent. */
  head(agent: string): Promise<ChainPosition>;
  /** Resolves when all that was accepted is on the disk, with its leaves. */
  append<T extends Accepted>(appending: Appending<T>): Promise<Appended<T>>;
  page(filter: RecordFilter): Promise<readonly StoredRecord[]>;
}

/** Of a record whose own signature was looked at. */
export function newRecord(signed: SignedRecord, { closed, content, text, hash }: ReadRecord): NewRecord {
  return { signed, closed, content, text, hash, isVouched: false };
}

export function positionOf(row: Row): ChainPosition {
  return { seq: integer(row, 'seq'), hash: text(row, 'hash') };
}

export function storedOf(row: Row): StoredRecord {
  return {
    id: integer(row, 'id'),
    index: integer(row, 'log_index'),
    receivedAt: new Date(integer(row, 'received_at')).toISOString(),
    record: recordOf(row),
    signature: text(row, 'signature'),
  };
}
