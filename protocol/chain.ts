import {
  type AuditRecord,
  FIRST_PREV,
  RECORD_CONTEXT,
  recordJson,
  type SignedRecord,
} from './audit-record.ts';
import { CanonicalJsonError, canonicalJson } from './canonical-json.ts';
import { takeApart } from './record-content.ts';

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
  /** Lower-case hex. */
  readonly sha256: (bytes: Uint8Array) => string;
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

/**
 * Says whether `records` continue the chain from `start`: numbers without a gap, each bound to the hash of the
 * one before, each signed by this agent. Names the first record that does not, and why.
 */
export function verifyChain(
  records: readonly SignedRecord[],
  start: ChainPosition,
  ports: ChainPorts,
): ChainResult {
  let good = start;
  for (const [index, signed] of records.entries()) {
    const step = verifyNext(signed, good, ports);
    if (step.kind === 'bad') {
      return { kind: 'broken', index, seq: signed.record.seq, fault: step.fault, good };
    }
    good = step.position;
  }
  return { kind: 'valid', head: good };
}

/**
 * The record's hash, as the next record's `prev` repeats it: the same with its content and without.
 * Throws CanonicalJsonError.
 */
export function recordHash(record: AuditRecord, sha256: ChainPorts['sha256']): string {
  return sha256(ENCODER.encode(closedText(record, sha256)));
}

/** The bytes under a record's signature, which are without its content too. Throws CanonicalJsonError. */
export function recordSignedBytes(record: AuditRecord, sha256: ChainPorts['sha256']): Uint8Array {
  return ENCODER.encode(RECORD_CONTEXT + closedText(record, sha256));
}

function closedText(record: AuditRecord, sha256: ChainPorts['sha256']): string {
  return canonicalJson(recordJson(takeApart(record, sha256).closed));
}

const ENCODER = new TextEncoder();

type Step =
  | { readonly kind: 'good'; readonly position: ChainPosition }
  | { readonly kind: 'bad'; readonly fault: ChainFault };

function verifyNext(signed: SignedRecord, before: ChainPosition, ports: ChainPorts): Step {
  const { record, signature } = signed;
  const bytes = readBytes(record, ports.sha256);
  if (bytes === 'not-canonical') return { kind: 'bad', fault: 'not-canonical' };
  if (record.agent !== ports.agent) return { kind: 'bad', fault: 'foreign-agent' };
  if (record.seq !== before.seq + 1) return { kind: 'bad', fault: 'wrong-sequence' };
  if (record.prev !== before.hash) return { kind: 'bad', fault: 'wrong-previous' };
  if (!SIGNATURE.test(signature) || !ports.verify(bytes.signed, signature)) {
    return { kind: 'bad', fault: 'bad-signature' };
  }
  return { kind: 'good', position: { seq: record.seq, hash: ports.sha256(bytes.plain) } };
}

/**
 * 64 bytes are 86 characters of which the last carries two bits. Decoders ignore the other four, so without
 * this pattern a signature could be changed and still hold.
 */
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;

function readBytes(
  record: AuditRecord,
  sha256: ChainPorts['sha256'],
): { signed: Uint8Array; plain: Uint8Array } | 'not-canonical' {
  try {
    const text = closedText(record, sha256);
    return { signed: ENCODER.encode(RECORD_CONTEXT + text), plain: ENCODER.encode(text) };
  } catch (error) {
    if (error instanceof CanonicalJsonError) return 'not-canonical';
    throw error;
  }
}
