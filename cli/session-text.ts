import type { AuditRecord } from '../protocol/audit-record.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { objectsIn } from '../protocol/json-read.ts';
import { printable, printablePrefix } from '../protocol/printable.ts';
import { factsOf } from '../protocol/record-facts.ts';
import { tellRecord } from '../protocol/record-telling.ts';

const MAX_LINE = 200;
const SHORT_ID = 8;
const OFFSET_WIDTH = 10;

/** One record in one line: when, of which exchange, what happened. */
export function timelineLine(record: AuditRecord, first: AuditRecord): string {
  return lineOf(record, first, tellRecord(record));
}

/**
 * Records of a session as a person reads them: what was asked and answered in full as far as it is on record, what
 * was kept back of it, and what became of it.
 */
export function sessionText(records: readonly AuditRecord[]): string {
  const [first] = records;
  if (first === undefined) return '';
  return records
    .map((record) =>
      record.event === 'exchange.content'
        ? lineOf(record, first, SIDES[text(record.detail['side'])] ?? 'said:') + contentText(record.detail)
        : timelineLine(record, first) + moreOf(record),
    )
    .join('');
}

const SIDES: Readonly<Record<string, string>> = { prompt: 'asked:', answer: 'answered:' };

function lineOf(record: AuditRecord, first: AuditRecord, told: string): string {
  const exchange = record.exchange === null ? '' : ` [${record.exchange.slice(0, SHORT_ID)}]`;
  return `${printablePrefix(`${offset(record, first)}${exchange} ${told}`, MAX_LINE)}\n`;
}

function offset({ at }: AuditRecord, first: AuditRecord): string {
  const seconds = (Date.parse(at) - Date.parse(first.at)) / 1000;
  return `${seconds < 0 ? '-' : '+'}${Math.abs(seconds).toFixed(1)}s`.padStart(OFFSET_WIDTH);
}

function contentText(detail: JsonObject): string {
  return objectsIn(detail['parts']).map(partText).join('');
}

function partText(part: JsonObject): string {
  const { origin, path, tool, at, chars } = part;
  const about = [text(origin), text(tool), text(path)].filter((word) => word !== '').join(' ');
  const heading = at === 0 ? indented(`${about}:`, HEAD) : '';
  const said = part['text'];
  if (typeof said === 'string') return heading + indented(said, BODY);
  const why = said === undefined ? 'destroyed, as their retention says' : 'on record before or left out';
  return heading + indented(`(${numberOf(chars)} characters, ${why})`, BODY);
}

const HEAD = ' '.repeat(OFFSET_WIDTH + 1);
const BODY = `${HEAD}  `;

/** Line by line, so that what a client wrote moves no cursor and its lines stay lines. */
function indented(written: string, by: string): string {
  const lines = written.replace(/\n$/, '').split('\n');
  return lines.map((line) => `${by}${printable(line)}\n`).join('');
}

function moreOf(record: AuditRecord): string {
  return factsOf(record)
    .map(({ name, value }) => indented(`${name}: ${value}`, HEAD))
    .join('');
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: JsonValue | undefined): string {
  return typeof value === 'number' ? String(value) : '?';
}
