import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { JsonValue } from '../../protocol/json.ts';
import { objectIn, objectsIn } from '../../protocol/json-read.ts';
import type { Facet } from '../store/search.ts';
import { maskedIn } from './masked.ts';

/**
 * What a record can be found by, from its detail and, for who is behind it, from the record that opened its
 * session. docs/audit-format.md lists the fields.
 */
export function facetsOf(record: AuditRecord, opened: AuditRecord | null): readonly Facet[] {
  const { detail } = record;
  const who = typeof detail['subject'] === 'string' ? detail : (opened?.detail ?? detail);
  const binding = objectIn(detail['binding']);
  const decisions = objectsIn(detail['decisions']);
  const actions = decisions.map((each) => objectIn(each['action']));
  const rules = [...decisions, detail, binding].flatMap((each) => [
    objectIn(each['rule']),
    ...objectsIn(each['rules']),
  ]);
  return [
    ...named('subject', [who['subject'], binding['requester']]),
    ...named('actor', [who['actor']]),
    ...named('repository', [
      objectIn(detail['operation'])['repository'],
      binding['repository'],
      ...actions.map((action) => action['repository']),
    ]),
    ...named('ref', [
      detail['ref'],
      binding['ref'],
      ...[...actions, ...objectsIn(detail['refs'])].map((each) => each['ref']),
    ]),
    ...named(
      'rule',
      rules.map((rule) => rule['id']),
    ),
    ...named(
      'model',
      [detail, ...actions].map(({ model }) => model),
    ),
    ...named(
      'masked',
      maskedIn(detail).map(({ rule }) => rule),
    ),
    ...named('decision', [DECIDED[record.event], ...decisions.map((each) => each['verdict'])]),
  ];
}

const DECIDED: Readonly<Partial<Record<AuditRecord['event'], string>>> = {
  'exchange.refused': 'refused',
  'exchange.held': 'held',
};

/** Everything in a record that is text, for a search by words. */
export function wordsOf({ event, session, exchange, detail }: AuditRecord): string {
  return [event, session ?? '', exchange ?? '', ...textsOf(detail)].join('\n');
}

function textsOf(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

function named(name: string, values: readonly (JsonValue | undefined)[]): readonly Facet[] {
  const texts = values.filter((value) => typeof value === 'string').filter((value) => value !== '');
  return [...new Set(texts)].map((value) => ({ name, value }));
}
