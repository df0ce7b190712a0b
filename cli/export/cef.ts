import type { StoredRecord } from '../../protocol/collector-api.ts';
import { printable } from '../../protocol/printable.ts';
import { type Facts, factsOf } from './facts.ts';

/** Characters of one value; the longer texts of CEF's dictionary hold 1023. */
const MAX_VALUE = 1000;

/** Where an event does not fit, its last fields are left out, and this one names them. */
const LEFT_OUT = 'countersignLeftOut';

/**
 * The record in ArcSight's Common Event Format, version 0 (ArcSight, "CEF Implementation Standard"), of at most
 * `maxBytes`. It is one line whatever it holds: backslash and equals sign have a backslash before them, line ends
 * are `\n` and `\r`, and what cannot be seen is spelled out.
 */
export function cefEvent(stored: StoredRecord, version: string, maxBytes: number): string {
  const facts = factsOf(stored);
  const names = ['Countersign', 'Countersign', version, stored.record.event, TITLES[facts.weight]];
  const head = `CEF:0|${[...names, String(SEVERITIES[facts.weight])].map(cefHeader).join('|')}|`;
  return head + extensionsOf(fieldsOf(stored, facts), maxBytes - Buffer.byteLength(head));
}

const SEVERITIES: Readonly<Record<Facts['weight'], number>> = { note: 2, low: 4, medium: 6, high: 9 };

const TITLES: Readonly<Record<Facts['weight'], string>> = {
  note: 'Recorded',
  low: 'Worth a look',
  medium: 'Kept from happening',
  high: 'Needs somebody',
};

type Field = readonly [key: string, value: string | number | null];

/** Those that matter most come first. */
function fieldsOf({ id, index, receivedAt, record }: StoredRecord, facts: Facts): readonly Field[] {
  const { agent, session, exchange } = record;
  return [
    ['rt', Date.parse(receivedAt)],
    ['start', Date.parse(record.at)],
    ['externalId', id],
    ['deviceExternalId', agent],
    ['act', facts.decision],
    ['outcome', facts.result],
    ['suser', facts.subject],
    ['spriv', facts.actor],
    ['sproc', facts.program],
    ['app', facts.kind],
    ['dhost', facts.host],
    ['dpt', facts.port],
    ['requestMethod', facts.method],
    ...custom(1, 'repository', facts.repository),
    ...custom(2, 'ref', facts.ref),
    ...custom(3, 'rules', facts.rules.length === 0 ? null : facts.rules.join(' ')),
    ...custom(4, 'session', session),
    ...custom(5, 'exchange', exchange),
    ...custom(6, 'record', facts.uid),
    ['cn1', index],
    ['cn1Label', 'logIndex'],
    ['reason', facts.reason],
    ['request', facts.path],
    ['msg', facts.message],
  ];
}

function custom(number: number, label: string, value: string | null): readonly Field[] {
  if (value === null) return [];
  return [
    [`cs${number}`, value],
    [`cs${number}Label`, label],
  ];
}

function extensionsOf(fields: readonly Field[], maxBytes: number): string {
  const given = fields.filter(([, value]) => value !== null);
  const texts = given.map(([key, value]) => ({ key, text: `${key}=${cefValue(String(value))}` }));
  const roomForNames = Buffer.byteLength(` ${LEFT_OUT}=${given.map(([key]) => key).join(',')}`);
  const whole = texts.map(({ text }) => text).join(' ');
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  const kept: string[] = [];
  const leftOut: string[] = [];
  let room = maxBytes - roomForNames;
  for (const { key, text } of texts) {
    room -= Buffer.byteLength(text) + 1;
    if (room >= 0) kept.push(text);
    else leftOut.push(key);
  }
  return [...kept, `${LEFT_OUT}=${leftOut.join(',')}`].join(' ');
}

/** A line end has no place in the header, so it becomes a space. */
function cefHeader(text: string): string {
  return printable(text.replace(/[\r\n]+/g, ' ')).replace(/[\\|]/g, '\\$&');
}

const LINE_ENDS: Readonly<Record<string, string>> = { '\r': '\\r', '\n': '\\n' };

function cefValue(text: string): string {
  const parts = cut(text).split(/([\r\n])/);
  return parts.map((part) => LINE_ENDS[part] ?? printable(part).replace(/[\\=]/g, '\\$&')).join('');
}

/** What is left out of a long text is never walked, and no character is cut in two. */
function cut(text: string): string {
  if (text.length <= MAX_VALUE) return text;
  return `${Array.from(text.slice(0, 2 * MAX_VALUE))
    .slice(0, MAX_VALUE)
    .join('')}…`;
}
