import {
  type AuditRecord,
  FIRST_PREV,
  RECORD_CONTEXT,
  recordJson,
  type SignedRecord,
} from './audit-record.ts';
import { CanonicalJsonError, canonicalJson } from './canonical-json.ts';
import { type ApartRecord, takeApart } from './record-content.ts';

/** A place in an agent's chain: the last record known, by number and hash. */
export interface ChainPosition {
  readonly seq: number;
  readonly hash: string;
}

/** Before an agent's first record. */
export const CHAIN_START: ChainPosition = Object.freeze({ seq: 0, hash: FIRST_PREV });

/** The arithmetic that needs a platform, bound to the key of the one agent whose chain is looked at. */
export interface ChainPorts {
  /** Id of the agent whose key `verify` uses. */
  readonly agent: string;
  /** Of the text's UTF-8; lower-case hex. */
  readonly sha256: (text: string) => string;
  /** `signature` is base64url of 64 bytes, in its one spelling. */
  readonly verify: (bytes: Uint8Array, signature: string) => boolean;
}

export type ChainFault =
  | 'not-canonical'
  | 'foreign-agent'
  | 'wrong-sequence'
  | 'wrong-previous'
  | 'bad-signature';

/** `index` counts within the records given; `good` is the last position before the bad record. */
export type ChainResult =
  | { readonly kind: 'valid'; readonly head: ChainPosition }
  | {
      readonly kind: 'broken';
      readonly index: number;
      readonly seq: number;
      readonly fault: ChainFault;
      readonly good: ChainPosition;
    };

/** All that is made of a record before it is known where it stands. */
export interface ReadRecord extends ApartRecord {
  /** Canonical JSON of the closed form. */
  readonly text: string;
  /** SHA-256 of that text, as the next record's `prev` repeats it. */
  readonly hash: string;
}

/** A record and what its bytes say by themselves, whatever stands before it. */
export interface CheckedRecord {
  readonly signed: SignedRecord;
  /** Null: it has no canonical JSON. */
  readonly read: ReadRecord | null;
  /** Whether its agent signed it; asked only of a record that fits where it stands. */
  readonly isSigned: () => boolean;
}

/**
 * Says whether `records` continue the chain from `start`: numbers without a gap, each bound to the hash of the
 * one before, each signed by this agent. Names the first record that does not, and why.
 */
export function verifyChain(
  records: readonly SignedRecord[],
  start: ChainPosition,
  ports: ChainPorts,
): ChainResult {
  return followChain(checkedOneByOne(records, ports), start, ports.agent);
}

/** The same of records that were read before, or are when their turn comes. */
export function followChain(
  records: Iterable<CheckedRecord>,
  start: ChainPosition,
  agent: string,
): ChainResult {
  let good = start;
  let index = 0;
  for (const checked of records) {
    const step = verifyNext(checked, good, agent);
    if (step.kind === 'bad') {
      return { kind: 'broken', index, seq: checked.signed.record.seq, fault: step.fault, good };
    }
    good = step.position;
    index += 1;
  }
  return { kind: 'valid', head: good };
}

/** Throws CanonicalJsonError. */
export function readRecord(record: AuditRecord, sha256: ChainPorts['sha256']): ReadRecord {
  const apart = takeApart(record, sha256);
  const text = canonicalJson(recordJson(apart.closed));
  return { ...apart, text, hash: sha256(text) };
}

/** What `readRecord` gives; null where the record has no canonical JSON. */
export function readIfCanonical(record: AuditRecord, sha256: ChainPorts['sha256']): ReadRecord | null {
  try {
    return readRecord(record, sha256);
  } catch (error) {
    if (error instanceof CanonicalJsonError) return null;
    throw error;
  }
}

/**
 * The record's hash, as the next record's `prev` repeats it: the same with its content and without.
 * Throws CanonicalJsonError.
 */
export function recordHash(record: AuditRecord, sha256: ChainPorts['sha256']): string {
  return readRecord(record, sha256).hash;
}

/** The bytes under a record's signature, which are without its content too. Throws CanonicalJsonError. */
export function recordSignedBytes(record: AuditRecord, sha256: ChainPorts['sha256']): Uint8Array {
  return signedBytes(readRecord(record, sha256));
}

/** The same of a record that was read. */
export function signedBytes({ text }: Pick<ReadRecord, 'text'>): Uint8Array {
  return ENCODER.encode(RECORD_CONTEXT + text);
}

/**
 * 64 bytes are 86 characters of which the last carries two bits. Decoders ignore the other four, so without
 * this pattern a signature could be changed and still hold.
 */
export function isSignatureSpelt(signature: string): boolean {
  return SIGNATURE.test(signature);
}

const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;
const ENCODER = new TextEncoder();

function* checkedOneByOne(records: readonly SignedRecord[], ports: ChainPorts): Generator<CheckedRecord> {
  for (const signed of records) {
    const read = readIfCanonical(signed.record, ports.sha256);
    const isSigned = (): boolean => read !== null && ports.verify(signedBytes(read), signed.signature);
    yield { signed, read, isSigned };
  }
}

type Step =
  | { readonly kind: 'good'; readonly position: ChainPosition }
  | { readonly kind: 'bad'; readonly fault: ChainFault };

function verifyNext({ signed, read, isSigned }: CheckedRecord, before: ChainPosition, agent: string): Step {
  const { record, signature } = signed;
  if (read === null) return { kind: 'bad', fault: 'not-canonical' };
  if (record.agent !== agent) return { kind: 'bad', fault: 'foreign-agent' };
  if (record.seq !== before.seq + 1) return { kind: 'bad', fault: 'wrong-sequence' };
  if (record.prev !== before.hash) return { kind: 'bad', fault: 'wrong-previous' };
  if (!isSignatureSpelt(signature) || !isSigned()) return { kind: 'bad', fault: 'bad-signature' };
  return { kind: 'good', position: { seq: record.seq, hash: read.hash } };
}
