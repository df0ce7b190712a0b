import type { AuditRecord } from './audit-record.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { objectIn, objectsIn } from './json-read.ts';

/** One thing that a record says beyond its sentence. Holds what others wrote as they wrote it: not printable yet. */
export interface RecordFact {
  readonly name: string;
  readonly value: string;
}

/** What was asked for and who approved it, what the server answered, and what was kept back of either. */
export function factsOf({ event, detail }: Pick<AuditRecord, 'event' | 'detail'>): readonly RecordFact[] {
  return FACTS[event]?.(detail) ?? [];
}

type Facts = (detail: JsonObject) => readonly RecordFact[];

const FACTS: Readonly<Partial<Record<AuditRecord['event'], Facts>>> = {
  'exchange.intent': (detail) =>
    objectsIn(detail['decisions']).flatMap((decision) => [
      ...changeFacts(objectIn(decision['action'])),
      ...approvalFacts(decision),
      ...secretFacts(objectsIn(objectIn(decision['action'])['secrets']), detail['mask']),
    ]),
  'exchange.outcome': (detail) => [
    ...answerFacts(detail),
    ...refFacts(detail),
    ...objectsIn(detail['toolCalls']).flatMap(({ tool, denied }) =>
      fact('tool called', `${text(tool)}${denied === true ? ', and kept back' : ''}`),
    ),
    ...approvalFacts(objectIn(detail['held'])),
    ...secretFacts(objectsIn(detail['secrets']), 'everything'),
    ...fact('code', text(detail['code'])),
  ],
  'exchange.refused': (detail) => [...fact('code', text(detail['code'])), ...refFacts(detail)],
};

const SHORT_ID = 12;

function changeFacts({ model, ref, change, oldId, newId, forced, commits, changes }: JsonObject) {
  const extent = [amount(commits, 'commit'), amount(changes, 'change')].filter((each) => each !== '');
  const ids = `${text(oldId).slice(0, SHORT_ID)} → ${text(newId).slice(0, SHORT_ID)}`;
  const how = [forced === true ? 'forced' : '', text(change), ids, ...extent].filter((each) => each !== '');
  return [
    ...fact('model', text(model)),
    ...(text(ref) === '' || text(newId) === '' ? [] : fact('ref', `${text(ref)}: ${how.join(', ')}`)),
  ];
}

function approvalFacts(decision: JsonObject): readonly RecordFact[] {
  const { approvedBy, breakGlass } = objectIn(decision['approval']);
  return [...fact('approved by', texts(approvedBy)), ...fact('in an emergency, for', texts(breakGlass))];
}

function answerFacts({ status, bytes, model, usage, finishReasons, closedEarly }: JsonObject) {
  const answered = [numbered('status', status), amount(bytes, 'byte')].filter((each) => each !== '');
  const tokens = Object.entries(objectIn(usage)).map(([name, count]) => numbered(name, count));
  return [
    ...fact('answered', answered.join(', ')),
    ...fact('model', text(model)),
    ...fact('usage', tokens.join(', ')),
    ...fact('ended by', texts(finishReasons)),
    ...fact('cut short', closedEarly === true ? 'its client closed early' : ''),
  ];
}

/** Each ref as the client was told of it. */
function refFacts({ refs }: JsonObject): readonly RecordFact[] {
  return objectsIn(refs).flatMap(({ ref, ok, reason }) =>
    fact('ref', `${text(ref)}: ${ok === true ? 'taken' : text(reason)}`),
  );
}

/** What detectors found, each kind at each place, and whether the policy had it masked. */
function secretFacts(found: readonly JsonObject[], mask: JsonValue | undefined): readonly RecordFact[] {
  return found.flatMap(({ rule, count, where, placeholder }) => {
    const isMasked = mask === 'everything' || (Array.isArray(mask) && mask.some((each) => each === rule));
    const shown = isMasked && text(placeholder) !== '' ? `, shown as ${text(placeholder)}` : '';
    const times = amount(count, 'time');
    return fact(isMasked ? 'kept back' : 'let through', `${text(rule)}, ${times} in ${text(where)}${shown}`);
  });
}

/** None where there is nothing to say. */
function fact(name: string, value: string): readonly RecordFact[] {
  return value === '' ? [] : [{ name, value }];
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: JsonValue | undefined): string {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').join(', ') : '';
}

function numbered(name: string, value: JsonValue | undefined): string {
  return typeof value === 'number' ? `${name} ${value}` : '';
}

function amount(value: JsonValue | undefined, what: string): string {
  return typeof value === 'number' ? `${value} ${what}${value === 1 ? '' : 's'}` : '';
}
