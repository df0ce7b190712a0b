import type { AuditRecord } from './audit-record.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { objectIn, objectsIn } from './json-read.ts';
import { isClosed } from './record-content.ts';

/** What a record says, in one sentence for people. Holds what others wrote as they wrote it: not printable yet. */
export function tellRecord({ event, detail }: Pick<AuditRecord, 'event' | 'detail'>): string {
  return TELLING[event]?.(detail) ?? event;
}

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
  'secret.disputed': (detail) =>
    `${word(detail['placeholder'])} is said to be no secret: ${word(detail['reason'])}`,
  'credential.issued': (detail) =>
    `${word(detail['provider'])} gave a credential for ${word(detail['purpose'])} on ${word(detail['host'])}`,
  'credential.ended': (detail) => `the credential for ${word(detail['host'])} was given back`,
  'status.posted': (detail) => `${word(detail['commit'])} got its status ${word(detail['context'])}`,
  'status.dropped': (detail) => `${word(detail['commit'])} got no status: ${word(detail['reason'])}`,
  'content.destroyed': (detail) =>
    `what was said was destroyed in ${Number(detail['records'])} records, for its ${word(detail['reason'])}`,
  'review.destroyed': (detail) =>
    `what reviewers were shown of approval ${word(detail['approval'])} was destroyed, for its ${word(detail['reason'])}`,
  'hold.placed': (detail) => `kept whatever its age, says ${word(detail['by'])}: ${word(detail['reason'])}`,
  'access.anchored': (detail) => `the access journal has ${Number(detail['seq'])} records`,
  'hold.released': (detail) => `a hold was released by ${word(detail['by'])}`,
  'agent.read': (detail) => `the agent read ${word(detail['host'])}${word(detail['path'])} to judge it`,
};

function contentOf(detail: JsonObject): string {
  if (isClosed({ event: 'exchange.content', detail })) return 'destroyed, as its retention says';
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
