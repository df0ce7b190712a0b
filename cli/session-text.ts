import type { AuditRecord } from '../protocol/audit-record.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { objectIn, objectsIn } from '../protocol/json-read.ts';
import { printable, printablePrefix } from '../protocol/printable.ts';
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

function moreOf({ event, detail }: AuditRecord): string {
  return MORE[event]?.(detail) ?? '';
}

/** What a record says beyond its sentence. */
const MORE: Readonly<Partial<Record<AuditRecord['event'], (detail: JsonObject) => string>>> = {
  'exchange.intent': keptBack,
  'exchange.outcome': outcomeText,
  'exchange.refused': (detail) => indented(`code: ${text(detail['code'])}`, HEAD),
};

/** What the detectors found, each kind at each place in a line. */
function keptBack(detail: JsonObject): string {
  const found = objectsIn(detail['decisions']).flatMap((each) =>
    objectsIn(objectIn(each['action'])['secrets']),
  );
  return secretsText(found);
}

function secretsText(found: readonly JsonObject[]): string {
  return found
    .map(({ rule, count, where, placeholder }) => {
      const shown = text(placeholder) === '' ? '' : `, shown as ${text(placeholder)}`;
      return indented(`kept back: ${text(rule)}, ${numberOf(count)} times in ${text(where)}${shown}`, HEAD);
    })
    .join('');
}

function outcomeText(detail: JsonObject): string {
  const { status, bytes, model, finishReasons, closedEarly, code } = detail;
  const usage = Object.entries(objectIn(detail['usage'])).map(
    ([name, count]) => `${name} ${numberOf(count)}`,
  );
  const denied = objectsIn(detail['toolCalls']).filter((call) => call['denied'] === true);
  const facts = [
    typeof status === 'number' ? `status ${status}` : '',
    typeof bytes === 'number' ? `${bytes} bytes` : '',
    text(model) === '' ? '' : `model ${text(model)}`,
    usage.join(', '),
    Array.isArray(finishReasons) && finishReasons.length > 0 ? `ended by ${finishReasons.join(', ')}` : '',
    closedEarly === true ? 'its client closed early' : '',
    ...denied.map((call) => `the call of ${text(call['tool'])} was kept back`),
    text(code) === '' ? '' : `code ${text(code)}`,
  ].filter((fact) => fact !== '');
  const masked = secretsText(objectsIn(detail['secrets']));
  return masked + (facts.length === 0 ? '' : indented(facts.join('; '), HEAD));
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: JsonValue | undefined): string {
  return typeof value === 'number' ? String(value) : '?';
}
