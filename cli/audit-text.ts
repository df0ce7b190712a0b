import type { StoredRecord } from '../protocol/collector-api.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { printable, printablePrefix } from '../protocol/printable.ts';
import { table } from './table.ts';

const SHORT_AGENT = 8;
const MAX_WHAT = 120;

export function recordsTable(records: readonly StoredRecord[]): string {
  return table(
    ['AT', 'AGENT', 'SEQ', 'EVENT', 'SESSION', 'EXCHANGE', 'WHAT'],
    records.map(({ record }) => [
      record.at,
      record.agent.slice(0, SHORT_AGENT),
      String(record.seq),
      record.event,
      record.session ?? '-',
      record.exchange ?? '-',
      printablePrefix(whatOf(record.detail), MAX_WHAT),
    ]),
  );
}

/** A record with all its detail. JSON is indented by us; what is between its line breaks is anybody's. */
export function recordSheet({ record, receivedAt }: StoredRecord): string {
  const { event, at, seq, agent, session, exchange, detail } = record;
  const head = `${at}  ${event}  ${seq} of agent ${agent}`;
  const where = `session ${session ?? '-'}, exchange ${exchange ?? '-'}, received ${receivedAt}`;
  const body = JSON.stringify(detail, null, 2).split('\n');
  return `${[head, where, ...body].map(printable).join('\n')}\n\n`;
}

/** What tells records of one kind apart, in few words. */
function whatOf(detail: JsonObject): string {
  const { operation } = detail;
  const parts = [...(isObject(operation) ? [operation['kind'], operation['repository']] : []), detail['ref']];
  const ends = [detail['result'], detail['code'], detail['reason']];
  return [...parts, ...ends].filter((part) => typeof part === 'string').join(' ');
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
