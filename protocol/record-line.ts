import { AUDIT_EVENTS, type AuditEvent, type AuditRecord, type SignedRecord } from './audit-record.ts';
import { CanonicalJsonError, canonicalJson } from './canonical-json.ts';
import type { JsonObject, JsonValue } from './json.ts';

export type RecordLineErrorCode = 'not-json' | 'not-canonical' | 'wrong-shape';

/** A line that is no record. The message says which part is wrong and never repeats the line. */
export class RecordLineError extends Error {
  readonly code: RecordLineErrorCode;

  constructor(code: RecordLineErrorCode, message: string) {
    super(message);
    this.name = 'RecordLineError';
    this.code = code;
  }
}

/** A signed record as journals and exports hold it: canonical JSON, without the line feed that ends it. */
export function formatRecordLine(signed: SignedRecord): string {
  return canonicalJson({ record: { ...signed.record }, signature: signed.signature });
}

/**
 * Reads one line without its line feed. There is one spelling of a record: a line with a name twice, a space,
 * another escape or a field too many is refused, so that what is read is all that was written.
 * Throws RecordLineError. Proves nothing of the signature; `verifyChain` does.
 */
export function parseRecordLine(line: string): SignedRecord {
  const value = parseJson(line);
  const outer = readObject(value, 'line');
  readNames(outer, ['record', 'signature'], 'line');
  const signed = {
    record: readRecord(readObject(outer['record'], 'record')),
    signature: readString(outer, 'signature'),
  };
  if (canonicalText(value) !== line) {
    throw new RecordLineError('not-canonical', 'the line is not the canonical JSON of its record');
  }
  return signed;
}

const FIELDS = ['agent', 'at', 'detail', 'event', 'exchange', 'prev', 'seq', 'session', 'v'];
const HASH = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function readRecord(value: JsonObject): AuditRecord {
  readNames(value, FIELDS, 'record');
  if (value['v'] !== 1) throw wrongShape('v', 'the number 1');
  return {
    v: 1,
    agent: readMatch(value, 'agent', HASH),
    seq: readSeq(value),
    prev: readMatch(value, 'prev', HASH),
    at: readMatch(value, 'at', INSTANT),
    event: readEvent(value),
    session: readStringOrNull(value, 'session'),
    exchange: readStringOrNull(value, 'exchange'),
    detail: readObject(value['detail'], 'detail'),
  };
}

function parseJson(line: string): JsonValue {
  try {
    return JSON.parse(line) as JsonValue;
  } catch {
    throw new RecordLineError('not-json', 'the line is not JSON');
  }
}

function canonicalText(value: JsonValue): string {
  try {
    return canonicalJson(value);
  } catch (error) {
    if (error instanceof CanonicalJsonError) throw new RecordLineError('not-canonical', error.message);
    throw error;
  }
}

function readNames(value: JsonObject, names: readonly string[], where: string): void {
  const seen = Object.keys(value).sort();
  if (seen.length !== names.length || seen.some((name, at) => name !== names[at])) {
    throw wrongShape(where, `an object with exactly ${names.join(', ')}`);
  }
}

function readObject(value: JsonValue | undefined, where: string): JsonObject {
  if (typeof value !== 'object' || value === null || isArray(value)) throw wrongShape(where, 'an object');
  return value;
}

function readString(value: JsonObject, name: string): string {
  const member = value[name];
  if (typeof member !== 'string') throw wrongShape(name, 'a string');
  return member;
}

function readStringOrNull(value: JsonObject, name: string): string | null {
  return value[name] === null ? null : readString(value, name);
}

function readMatch(value: JsonObject, name: string, pattern: RegExp): string {
  const text = readString(value, name);
  if (!pattern.test(text)) throw wrongShape(name, `a string like ${pattern.source}`);
  return text;
}

function readSeq(value: JsonObject): number {
  const seq = value['seq'];
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) {
    throw wrongShape('seq', 'a whole number from 1');
  }
  return seq;
}

function readEvent(value: JsonObject): AuditEvent {
  const event = AUDIT_EVENTS.find((known) => known === value['event']);
  if (event === undefined) throw wrongShape('event', 'an event of this version');
  return event;
}

function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function wrongShape(where: string, expected: string): RecordLineError {
  return new RecordLineError('wrong-shape', `${where} is not ${expected}`);
}
