import { canonicalJson } from './canonical-json.ts';
import type { ChainFault, ChainPorts, ChainPosition } from './chain.ts';
import type { JsonObject } from './json.ts';

/**
 * What people did at a collector. `signed-in`, `signed-out`, `sign-in-refused`, `read`: what the detail of each has,
 * docs/audit-format.md says. `repeated`: the same as in record `detail.of`, so many times more until now.
 */
export const ACCESS_EVENTS = ['signed-in', 'signed-out', 'sign-in-refused', 'read', 'repeated'] as const;

export type AccessEvent = (typeof ACCESS_EVENTS)[number];

/** One line of a collector's access journal, before it is signed. */
export interface AccessRecord {
  readonly v: 1;
  /** 1 for the first; no number is left out or used twice. */
  readonly seq: number;
  /** Hash of the record before, lower-case hex; 64 zeros for the first. */
  readonly prev: string;
  /** RFC 3339, UTC, milliseconds; the collector's clock. */
  readonly at: string;
  readonly event: AccessEvent;
  /** Null where nobody was known. */
  readonly subject: string | null;
  /** Name of a session of the pages, which opens nothing; null for a token, and where there was none. */
  readonly session: string | null;
  readonly detail: JsonObject;
}

/** `signature` is Ed25519 of the collector's key over `accessSignedBytes`, base64url. */
export interface SignedAccessRecord {
  readonly record: AccessRecord;
  readonly signature: string;
}

const CONTEXT = 'countersign-access-record-v1\n';
const ENCODER = new TextEncoder();

/** The bytes under a record's signature. Throws CanonicalJsonError. */
export function accessSignedBytes(record: AccessRecord): Uint8Array {
  return ENCODER.encode(CONTEXT + canonicalJson({ ...record }));
}

/** SHA-256 of the record's canonical JSON, as the next record's `prev` repeats it. Throws CanonicalJsonError. */
export function accessHash(record: AccessRecord, sha256: ChainPorts['sha256']): string {
  return sha256(canonicalJson({ ...record }));
}

export type AccessFault = Exclude<ChainFault, 'not-canonical' | 'foreign-agent'>;

export type AccessChainResult =
  | { readonly kind: 'valid'; readonly head: ChainPosition }
  | { readonly kind: 'broken'; readonly seq: number; readonly fault: AccessFault };

/**
 * Says whether `records` continue the chain from `start`; null: from wherever the first one stands, since older ones
 * are not kept for ever. Names the first that does not. Throws CanonicalJsonError.
 */
export function verifyAccess(
  records: readonly SignedAccessRecord[],
  start: ChainPosition | null,
  ports: Omit<ChainPorts, 'agent'>,
): AccessChainResult {
  const first = records[0]?.record;
  let head = start ?? { seq: (first?.seq ?? 1) - 1, hash: first?.prev ?? '' };
  for (const { record, signature } of records) {
    const fault = faultOf(record, head);
    if (fault !== null) return { kind: 'broken', seq: record.seq, fault };
    const isSigned = SIGNATURE.test(signature) && ports.verify(accessSignedBytes(record), signature);
    if (!isSigned) return { kind: 'broken', seq: record.seq, fault: 'bad-signature' };
    head = { seq: record.seq, hash: accessHash(record, ports.sha256) };
  }
  return { kind: 'valid', head };
}

/** 64 bytes in the one spelling that they have. */
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;

function faultOf(record: AccessRecord, before: ChainPosition): AccessFault | null {
  if (record.seq !== before.seq + 1) return 'wrong-sequence';
  return record.prev === before.hash ? null : 'wrong-previous';
}
