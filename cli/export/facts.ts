import { facetsOf } from '../../collector/search/facets.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import type { JsonValue } from '../../protocol/json.ts';
import { objectIn, objectsIn } from '../../protocol/json-read.ts';
import { tellRecord } from '../../protocol/record-telling.ts';

/** How much somebody who watches should care. */
export type Weight = 'note' | 'low' | 'medium' | 'high';

/** What every format tells of a record. Texts are as they were recorded: others wrote them, and nothing is escaped. */
export interface Facts {
  /** Names the record for good: the agent and its number. */
  readonly uid: string;
  readonly message: string;
  readonly weight: Weight;
  readonly subject: string | null;
  readonly actor: string | null;
  readonly program: string | null;
  /** Kind of the operation; null where the record is of none. */
  readonly kind: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly method: string | null;
  readonly path: string | null;
  readonly repository: string | null;
  readonly ref: string | null;
  /** `create`, `update` or `delete`, of a push of one ref. */
  readonly change: string | null;
  readonly rules: readonly string[];
  readonly decision: Decision | null;
  /** Whether what was let through succeeded. */
  readonly result: 'succeeded' | 'failed' | null;
  readonly reason: string | null;
}

export type Decision = 'accepted' | 'refused' | 'held';

export function factsOf({ record }: Pick<StoredRecord, 'record'>): Facts {
  const { detail } = record;
  const operation = { ...objectIn(detail['binding']), ...objectIn(detail['operation']) };
  const [action = {}] = objectsIn(detail['decisions']).map((each) => objectIn(each['action']));
  const facets = facetsOf(record, null);
  const facet = (name: string): string | null => facets.find((each) => each.name === name)?.value ?? null;
  return {
    uid: `${record.agent}:${record.seq}`,
    message: tellRecord(record),
    weight: weightOf(record),
    subject: facet('subject'),
    actor: facet('actor'),
    program: textIn(detail['program']),
    kind: textIn(operation['kind']) ?? textIn(action['kind']) ?? textIn(operation['action']),
    host: textIn(operation['host']) ?? textIn(detail['host']),
    port: portIn(operation['port'] ?? detail['port']),
    method: textIn(operation['method']),
    path: textIn(operation['path']) ?? textIn(detail['path']),
    repository: facet('repository'),
    ref: facet('ref'),
    change: textIn(action['change']),
    rules: facets.filter(({ name }) => name === 'rule').map(({ value }) => value),
    decision: decisionOf(facets.filter(({ name }) => name === 'decision').map(({ value }) => value)),
    result: resultOf(detail['result']),
    reason: textIn(detail['reason']),
  };
}

const WEIGHTS: Readonly<Partial<Record<AuditRecord['event'], Weight>>> = {
  'exchange.refused': 'medium',
  'exchange.held': 'low',
  'refusals.counted': 'medium',
  'secret.disputed': 'low',
  'journal.repaired': 'low',
  'log.rejected': 'high',
  'policy.rejected': 'medium',
  'policy.lapsed': 'high',
  'clock.reversed': 'low',
};

/** One person alone approved it, in an emergency: somebody has to look at that afterwards. */
function weightOf({ event, detail }: AuditRecord): Weight {
  const approvals = objectsIn(detail['decisions']).map((each) => objectIn(each['approval']));
  const isBroken = approvals.some(({ breakGlass }) => Array.isArray(breakGlass) && breakGlass.length > 0);
  return isBroken ? 'high' : (WEIGHTS[event] ?? 'note');
}

/** Of several actions the most severe. */
function decisionOf(verdicts: readonly string[]): Decision | null {
  return (['refused', 'held', 'accepted'] as const).find((each) => verdicts.includes(each)) ?? null;
}

function resultOf(value: JsonValue | undefined): Facts['result'] {
  return value === 'succeeded' || value === 'failed' ? value : null;
}

function textIn(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function portIn(value: JsonValue | undefined): number | null {
  const isPort = typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65_535;
  return isPort ? value : null;
}
