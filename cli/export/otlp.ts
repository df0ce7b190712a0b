import type { StoredRecord } from '../../protocol/collector-api.ts';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { type Facts, factsOf, type Weight } from './facts.ts';

/** What OTLP recommends a request to stay below (opentelemetry-proto, specification, "OTLP/gRPC Request"). */
const MAX_REQUEST_BYTES = 4 * 1024 ** 2;

export interface OtlpRequest {
  readonly body: string;
  /** How many records are in it. */
  readonly count: number;
}

/**
 * Records as requests of OTLP logs in JSON (opentelemetry-proto, logs/v1 and specification, "JSON Protobuf Encoding"),
 * in their order, each no larger than a receiver must expect. A record that is larger alone goes alone.
 */
export function* otlpRequests(
  records: readonly StoredRecord[],
  version: string,
  maxBytes: number = MAX_REQUEST_BYTES,
): Generator<OtlpRequest> {
  const [before, after] = envelope(version);
  const room = maxBytes - Buffer.byteLength(before) - Buffer.byteLength(after);
  let waiting: string[] = [];
  let bytes = 0;
  const request = (): OtlpRequest => ({ body: before + waiting.join(',') + after, count: waiting.length });
  for (const record of records) {
    const text = JSON.stringify(logRecord(record));
    const length = Buffer.byteLength(text) + 1;
    if (waiting.length > 0 && bytes + length > room) {
      yield request();
      waiting = [];
      bytes = 0;
    }
    waiting.push(text);
    bytes += length;
  }
  if (waiting.length > 0) yield request();
}

/** What stands before and after the log records of a request. */
function envelope(version: string): readonly [string, string] {
  const attributes = attributesOf({ 'service.name': 'countersign', 'service.version': version });
  const scope = JSON.stringify({ name: 'countersign.audit', version });
  return [
    `{"resourceLogs":[{"resource":${JSON.stringify({ attributes })},"scopeLogs":[{"scope":${scope},"logRecords":[`,
    ']}]}]}',
  ];
}

interface Severity {
  readonly number: number;
  readonly text: string;
}

const SEVERITIES: Readonly<Record<Weight, Severity>> = {
  note: { number: 9, text: 'INFO' },
  low: { number: 10, text: 'INFO2' },
  medium: { number: 13, text: 'WARN' },
  high: { number: 17, text: 'ERROR' },
};

function logRecord(stored: StoredRecord): JsonObject {
  const facts = factsOf(stored);
  const { record, receivedAt } = stored;
  const severity = SEVERITIES[facts.weight];
  return {
    timeUnixNano: nanoseconds(record.at),
    observedTimeUnixNano: nanoseconds(receivedAt),
    severityNumber: severity.number,
    severityText: severity.text,
    eventName: `countersign.${record.event}`,
    body: anyValue(record.detail),
    attributes: attributesOf({
      'log.record.uid': facts.uid,
      ...ownAttributes(stored),
      ...factAttributes(facts),
    }),
  };
}

/** 64-bit numbers are text in JSON. */
function nanoseconds(at: string): string {
  return `${Date.parse(at)}000000`;
}

function ownAttributes({ record, index, signature }: StoredRecord): JsonObject {
  return {
    'session.id': record.session,
    'countersign.exchange': record.exchange,
    'countersign.agent': record.agent,
    'countersign.seq': record.seq,
    'countersign.prev': record.prev,
    'countersign.log_index': index,
    'countersign.signature': signature,
  };
}

function factAttributes(facts: Facts): JsonObject {
  return {
    'user.id': facts.subject,
    'server.address': facts.host,
    'server.port': facts.port,
    'http.request.method': facts.method,
    'url.path': facts.path,
    'countersign.actor': facts.actor,
    'countersign.operation': facts.kind,
    'countersign.repository': facts.repository,
    'countersign.ref': facts.ref,
    'countersign.rules': facts.rules.length === 0 ? null : facts.rules,
    'countersign.decision': facts.decision,
    'countersign.result': facts.result,
  };
}

function attributesOf(values: JsonObject): readonly JsonObject[] {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ({ key, value: anyValue(value) }));
}

/** AnyValue of common/v1. Null is one with nothing set. */
function anyValue(value: JsonValue): JsonObject {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return composite(value);
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function composite(value: readonly JsonValue[] | JsonObject | null): JsonObject {
  if (value === null) return {};
  if (isList(value)) return { arrayValue: { values: value.map(anyValue) } };
  const values = Object.entries(value).map(([key, each]) => ({ key, value: anyValue(each) }));
  return { kvlistValue: { values } };
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}
