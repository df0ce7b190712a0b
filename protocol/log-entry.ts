import type { JsonObject, JsonValue } from './json.ts';

/**
 * What the log has of a record: which one it is and when it came, none of its content. Its canonical JSON is the
 * leaf, so the log can be open to everybody, and its entries stay far below what a bundle of them can hold.
 */
export interface LogEntry {
  readonly v: 1;
  readonly agent: string;
  readonly seq: number;
  /** Hash of the record, lower-case hex. */
  readonly hash: string;
  /** By the collector's clock: RFC 3339, UTC, milliseconds. */
  readonly receivedAt: string;
}

export class LogEntryError extends Error {
  readonly code = 'not-an-entry';

  constructor() {
    super('the bytes are not the canonical JSON of a log entry');
    this.name = 'LogEntryError';
  }
}

/** The bytes under the leaf's hash. */
export function logEntryBytes({ v, agent, seq, hash, receivedAt }: LogEntry): Uint8Array {
  // Canonical as it is, with its names in order: no text in it has letters that are written in two ways.
  return ENCODER.encode(JSON.stringify({ agent, hash, receivedAt, seq, v }));
}

/** Throws LogEntryError unless `logEntryBytes` could have made these bytes. */
export function readLogEntry(bytes: Uint8Array): LogEntry {
  const value = parse(bytes);
  const { v, agent, seq, hash, receivedAt } = value;
  const isNumbered = typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 1;
  const isEntry = v === 1 && isText(agent, HASH) && isText(hash, HASH) && isText(receivedAt, INSTANT);
  if (!isNumbered || !isEntry) throw new LogEntryError();
  const entry: LogEntry = { v, agent, seq, hash, receivedAt };
  const again = logEntryBytes(entry);
  if (again.length !== bytes.length || again.some((byte, at) => byte !== bytes[at]))
    throw new LogEntryError();
  return entry;
}

const ENCODER = new TextEncoder();
const HASH = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function isText(value: JsonValue | undefined, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

type Fields = Readonly<Partial<Record<keyof LogEntry, JsonValue>>>;

function parse(bytes: Uint8Array): Fields {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as JsonObject | null;
    return value ?? {};
  } catch {
    throw new LogEntryError();
  }
}
