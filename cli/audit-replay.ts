import { Command } from 'commander';
import type { AuditRecord } from '../protocol/audit-record.ts';
import type { StoredRecord } from '../protocol/collector-api.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { objectIn, objectsIn } from '../protocol/json-read.ts';
import { printablePrefix } from '../protocol/printable.ts';
import { collectRecords } from './collect-records.ts';
import {
  CollectorAccessError,
  type CollectorOptions,
  withCollector,
  withCollectorOptions,
} from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';

const MAX_SHOWN = 10_000;
const MAX_LINE = 200;

/** `countersign audit replay`: a session from its opening to its end, as one timeline. */
export function auditReplayCommand(context: CliContext): Command {
  const command = new Command('replay')
    .description('tell a session as it went: asked, answered, held, decided, pushed')
    .argument('<session>', 'id of a session');
  return withCollectorOptions(command, 'auditor').action((session: string, options: CollectorOptions) =>
    withCollector(context, { role: 'auditor', options }, async (client) => {
      const records = inOrder(await collectRecords(client, { session }, MAX_SHOWN));
      const [first] = records;
      if (first === undefined) {
        const hint = 'find sessions with: countersign audit search --event session.opened';
        throw new CollectorAccessError('not-found', `there is no record of a session ${session}`, hint);
      }
      if (options.json === true) for (const record of records) context.out(jsonLine(record));
      else context.out(records.map((each) => timelineLine(each.record, first.record)).join(''));
      if (records.length === MAX_SHOWN) context.err(`countersign: only the first ${MAX_SHOWN} are told\n`);
    }),
  );
}

/** The agent's clock may go backwards, its numbers do not; a session belongs to one agent. */
function inOrder(records: readonly StoredRecord[]): readonly StoredRecord[] {
  return records.toSorted((one, other) => one.record.seq - other.record.seq || one.id - other.id);
}

function timelineLine(record: AuditRecord, first: AuditRecord): string {
  const exchange = record.exchange === null ? '' : ` [${record.exchange.slice(0, SHORT_ID)}]`;
  const text = `${offset(record, first)}${exchange} ${TELLING[record.event]?.(record.detail) ?? record.event}`;
  return `${printablePrefix(text, MAX_LINE)}\n`;
}

const SHORT_ID = 8;

function offset({ at }: AuditRecord, first: AuditRecord): string {
  const seconds = (Date.parse(at) - Date.parse(first.at)) / 1000;
  return `${seconds < 0 ? '-' : '+'}${Math.abs(seconds).toFixed(1)}s`.padStart(OFFSET_WIDTH);
}

const OFFSET_WIDTH = 10;

type Telling = (detail: JsonObject) => string;

/** One sentence an event; the others are named as they are. */
const TELLING: Readonly<Partial<Record<AuditRecord['event'], Telling>>> = {
  'session.opened': (detail) =>
    `${word(detail['program'])} was started by ${word(detail['actor'])} for ${word(detail['subject'])}`,
  'session.closed': () => 'the session ended',
  'exchange.content': (detail) => `${word(detail['side'])}: ${contentOf(detail)}`,
  'exchange.held': (detail) => `held for a reviewer: ${targetOf(objectIn(detail['binding']))}`,
  'exchange.released': (detail) => `the reviewers said ${word(detail['state'])}${because(detail)}`,
  'exchange.intent': (detail) => `passed: ${operationOf(detail)}${decisionsOf(detail)}`,
  'exchange.refused': (detail) =>
    `refused at ${word(detail['step'])}: ${operationOf(detail)}: ${word(detail['reason'])}`,
  'exchange.outcome': (detail) => `${word(detail['result'])}${because(detail)}`,
  'agent.read': (detail) => `the agent read ${word(detail['host'])}${word(detail['path'])} to judge it`,
};

function contentOf(detail: JsonObject): string {
  const texts = objectsIn(detail['parts']).map((part) => part['text']);
  const said = texts.filter((text) => typeof text === 'string').join(' ');
  return said === '' ? 'not on record' : said;
}

function operationOf(detail: JsonObject): string {
  const operation = objectIn(detail['operation']);
  return [operation['kind'], operation['repository'] ?? operation['host'], operation['path']]
    .filter((part) => typeof part === 'string')
    .join(' ');
}

function decisionsOf(detail: JsonObject): string {
  const told = objectsIn(detail['decisions']).map((decision) => {
    const rules = [...objectsIn(decision['rules']), objectIn(decision['rule'])].map((rule) => rule['id']);
    const by = rules.filter((id) => typeof id === 'string').join(', ');
    const ref = objectIn(decision['action'])['ref'];
    return `${typeof ref === 'string' ? `${ref} ` : ''}${word(decision['verdict'])}${by === '' ? '' : ` by ${by}`}`;
  });
  return told.length === 0 ? '' : `: ${told.join('; ')}`;
}

function targetOf(binding: JsonObject): string {
  return [binding['repository'], binding['ref'], binding['host'], binding['path']]
    .filter((part) => typeof part === 'string')
    .join(' ');
}

function because(detail: JsonObject): string {
  const by = typeof detail['by'] === 'string' ? ` by ${detail['by']}` : '';
  return typeof detail['reason'] === 'string' ? `${by}: ${detail['reason']}` : by;
}

function word(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '?';
}
