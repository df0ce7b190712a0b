import type { JsonObject } from './json.ts';

/** The twelve steps an exchange goes through, in order; a refusal names the one that refused. */
export const STEPS = [
  'accept',
  'identify',
  'classify',
  'parse',
  'evaluate',
  'hold',
  'mask',
  'journal',
  'authorize',
  'forward',
  'screen',
  'seal',
] as const;

export type Step = (typeof STEPS)[number];

/** What a collector says of itself in the log, in a chain of its own; an agent says none of these. */
const COLLECTOR_EVENTS = [
  'content.destroyed',
  'review.destroyed',
  'hold.placed',
  'hold.released',
  'access.anchored',
] as const;

/** What happened. `detail` holds what is particular to the kind; docs/audit-format.md lists the fields. */
export const AUDIT_EVENTS = [
  'agent.started',
  'agent.stopped',
  'session.opened',
  'session.closed',
  'exchange.refused',
  'exchange.held',
  'exchange.released',
  'exchange.content',
  'exchange.intent',
  'exchange.outcome',
  'agent.read',
  'credential.issued',
  'credential.ended',
  'status.posted',
  'status.dropped',
  'refusals.counted',
  'secret.disputed',
  'journal.repaired',
  'log.witnessed',
  'log.rejected',
  'policy.adopted',
  'policy.rejected',
  'policy.lapsed',
  'policy.recovered',
  'clock.reversed',
  ...COLLECTOR_EVENTS,
] as const;

export type AuditEvent = (typeof AUDIT_EVENTS)[number];

export function isCollectorEvent(event: AuditEvent): boolean {
  return COLLECTOR_EVENTS.some((own) => own === event);
}

/** One line of an agent's journal, before it is signed. */
export interface AuditRecord {
  readonly v: 1;
  /** Id of the agent: the SHA-256 of its public key's SPKI DER, lower-case hex. */
  readonly agent: string;
  /** 1 for an agent's first record; no number is left out or used twice. */
  readonly seq: number;
  /** Hash of the record before, lower-case hex; 64 zeros for the first. */
  readonly prev: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly event: AuditEvent;
  readonly session: string | null;
  readonly exchange: string | null;
  readonly detail: JsonObject;
}

/** `signature` is Ed25519 over `RECORD_CONTEXT` followed by the record's canonical JSON, base64url. */
export interface SignedRecord {
  readonly record: AuditRecord;
  readonly signature: string;
}

export const RECORD_CONTEXT = 'countersign-audit-record-v1\n';

/** `prev` of an agent's first record. */
export const FIRST_PREV = '0'.repeat(64);

/** The record as plain JSON, ready for `canonicalJson`; its SHA-256 is the record's hash. */
export function recordJson(record: AuditRecord): JsonObject {
  return { ...record };
}
