import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { objectIn, objectsIn } from '../../protocol/json-read.ts';
import type { Tally, TallyMeasure } from '../store/tallies.ts';
import { maskedIn } from './masked.ts';

/** Longest name that is counted by; a peer may make one longer than anybody reads. */
const MAX_NAME = 500;

/**
 * What a record adds to the counts of the overview: operations by kind and repository, decisions, rules that decided,
 * secrets that were kept back by the detector that found them, and the time that held operations waited.
 */
export function talliesOf({ event, detail }: AuditRecord): readonly Tally[] {
  return TALLIES[event]?.(detail) ?? [];
}

const TALLIES: Readonly<Partial<Record<AuditRecord['event'], (detail: JsonObject) => readonly Tally[]>>> = {
  'exchange.intent': (detail) => [...operationTallies(detail), ...intentTallies(detail)],
  'exchange.refused': (detail) => [
    ...operationTallies(detail),
    ...tally('decision', ['refused']),
    ...tally('rule', [objectIn(detail['rule'])['id']]),
  ],
  'exchange.outcome': maskedTallies,
  'exchange.held': () => tally('decision', ['held']),
  'exchange.released': (detail) => waitTallies(detail),
};

function operationTallies(detail: JsonObject): readonly Tally[] {
  const operation = objectIn(detail['operation']);
  const actions = objectsIn(detail['decisions']).map((each) => objectIn(each['action']));
  const repositories = [operation['repository'], ...actions.map((action) => action['repository'])];
  return [...tally('operation', [operation['kind']]), ...tally('repository', repositories)];
}

function intentTallies(detail: JsonObject): readonly Tally[] {
  const decisions = objectsIn(detail['decisions']);
  const rules = decisions.flatMap((each) => [...objectsIn(each['rules']), objectIn(each['rule'])]);
  const verdicts = decisions.map(({ verdict }) => verdict);
  return [
    ...verdicts.flatMap((verdict) => tally('decision', [verdict])),
    ...rules.flatMap((rule) => tally('rule', [rule['id']])),
    ...maskedTallies(detail),
  ];
}

function maskedTallies(detail: JsonObject): readonly Tally[] {
  return maskedIn(detail).flatMap(({ rule, count }) => tally('masked', [rule], count));
}

function waitTallies(detail: JsonObject): readonly Tally[] {
  const { heldMs } = detail;
  if (typeof heldMs !== 'number' || !Number.isSafeInteger(heldMs) || heldMs < 0) return [];
  const binding = objectIn(detail['binding']);
  return [
    ...tally('wait', [binding['action']], heldMs),
    ...tally('wait-repository', [binding['repository']], heldMs),
    ...tally(
      'wait-rule',
      objectsIn(binding['rules']).map((rule) => rule['id']),
      heldMs,
    ),
  ];
}

/** Each name once. */
function tally(
  measure: TallyMeasure,
  names: readonly (JsonValue | undefined)[],
  amount = 1,
): readonly Tally[] {
  const texts = names.filter((name) => typeof name === 'string');
  return [...new Set(texts)].map((name) => ({ measure, name: name.slice(0, MAX_NAME), amount }));
}
