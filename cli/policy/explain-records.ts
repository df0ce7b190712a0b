import type { CompiledPolicy } from '../../policy/compile.ts';
import type { ForeseenExplanation, ForeseenRule } from '../../policy/foresee.ts';
import { type RecordedOperation, recordedOperations } from '../../policy/recorded-operation.ts';
import { JUDGED_EVENTS } from '../../policy/rejudge.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { printablePrefix } from '../../protocol/printable.ts';
import { collectRecords } from '../collect-records.ts';
import { CollectorAccessError, type CollectorOptions, withCollector } from '../collector-access.ts';
import type { CliContext } from '../context.ts';
import { table } from '../table.ts';
import { bundledRecords } from './bundled-records.ts';
import { count } from './document.ts';

export interface RecordsWanted extends CollectorOptions {
  readonly session?: string;
  readonly exchange?: string;
  readonly bundle?: string;
}

/** An operation of then, as a policy of now explains it. */
interface Explained extends ForeseenExplanation, Pick<RecordedOperation, 'kind' | 'what' | 'before'> {
  readonly at: string;
  readonly exchange: string | null;
}

const MAX_RECORDS = 10_000;

/**
 * The records of a session or an exchange that tell what a policy was asked, from an export or the collector; null
 * when that could not be asked, which was told. Rejects with CollectorAccessError where there is none.
 */
export async function wantedRecords(
  context: CliContext,
  options: RecordsWanted,
): Promise<readonly AuditRecord[] | null> {
  const { session, exchange, bundle } = options;
  const isWanted = (record: AuditRecord): boolean =>
    record.session === (session ?? record.session) && record.exchange === (exchange ?? record.exchange);
  if (bundle !== undefined) return foundOnly(await bundledRecords(bundle, isWanted), options);
  let records: readonly AuditRecord[] | null = null;
  await withCollector(context, { role: 'auditor', options }, async (client) => {
    const found: StoredRecord[] = [];
    const query = {
      ...(session === undefined ? {} : { session }),
      ...(exchange === undefined ? {} : { exchange }),
    };
    for (const event of JUDGED_EVENTS)
      found.push(...(await collectRecords(client, { ...query, event }, MAX_RECORDS)));
    const inOrder = found.toSorted((a, b) => a.record.seq - b.record.seq || a.id - b.id);
    records = foundOnly(
      inOrder.map(({ record }) => record),
      options,
    );
  });
  return records;
}

function foundOnly(
  records: readonly AuditRecord[],
  { session, exchange }: RecordsWanted,
): readonly AuditRecord[] {
  if (records.length > 0) return records;
  const what = session === undefined ? `exchange ${exchange}` : `session ${session}`;
  const hint = 'find sessions with: countersign audit search --event session.opened';
  throw new CollectorAccessError('not-found', `there is no record of anything judged in ${what}`, hint);
}

/** Each operation of these records with the decision that `policy` would give, and what every rule says of it. */
export function explainRecords(
  policy: CompiledPolicy,
  records: readonly AuditRecord[],
): readonly Explained[] {
  return records.flatMap(({ at, session, exchange, detail }) =>
    recordedOperations(session, detail, policy.groups).map((recorded) => {
      const { kind, what, before } = recorded;
      return { at, exchange, kind, what, before, ...policy.explainForeseen(recorded) };
    }),
  );
}

export function explainedWords(explained: readonly Explained[]): string {
  const head = `${count(explained.length, 'operation')}\n`;
  return [head, ...explained.map(operationWords)].join('\n');
}

function operationWords({ at, kind, what, before, foreseen, rules }: Explained): string {
  const asked = rules.filter(({ value }) => value !== 'other-kind');
  const others = rules.length - asked.length;
  const by = foreseen.rules.length === 0 ? '' : `, by ${foreseen.rules.join(', ')}`;
  return [
    `${at.slice(0, 19)} ${kind} ${printablePrefix(what, 120)}\n`,
    `  then ${before}, now ${foreseen.verdict}${by}\n`,
    asked.length === 0 ? '' : table(['rule', 'effect', 'mode', 'value', 'when'], asked.map(cells)),
    others === 0 ? '' : `${count(others, 'rule')} about other kinds of operation\n`,
  ].join('');
}

const MAX_SHOWN = 80;

function cells({ rule, effect, mode, value, when }: ForeseenRule): readonly string[] {
  const shown = printablePrefix(when.replaceAll(/\s+/gu, ' '), MAX_SHOWN);
  return [rule.id, effect, mode, valueWords(value), shown];
}

function valueWords(value: ForeseenRule['value']): string {
  switch (value) {
    case true:
      return 'matches';
    case false:
      return 'no';
    case 'cannot-tell':
      return 'cannot tell';
    case 'other-kind':
      return 'is about something else';
  }
}
