import { Command, InvalidArgumentError } from 'commander';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import type { CompiledPolicy } from '../../policy/compile.ts';
import { isChanged, JUDGED_EVENTS, type Rejudged, rejudge } from '../../policy/rejudge.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { printablePrefix } from '../../protocol/printable.ts';
import { collectRecords } from '../collect-records.ts';
import { type CollectorOptions, withCollector, withCollectorOptions } from '../collector-access.ts';
import type { CliContext } from '../context.ts';
import { table } from '../table.ts';
import { bundledRecords } from './bundled-records.ts';
import { count, readPolicyFile, report } from './document.ts';

interface DryRunOptions extends CollectorOptions {
  readonly days: number;
  readonly bundle?: string;
  readonly limit: number;
}

/** One operation of then, when and by whom. */
interface Told extends Rejudged {
  readonly at: string;
  readonly subject: string;
}

/** `countersign policy dry-run`: what a policy would have done to what was recorded. */
export function dryRunCommand(context: CliContext): Command {
  const command = new Command('dry-run')
    .description('say what a policy would have done to what was recorded, and what else it would do')
    .argument('<file>', 'the policy document, or - for standard input')
    .option('--days <number>', 'how far back', wholeNumber(3650), 7)
    .option('--limit <number>', 'how many records at most, the newest first', wholeNumber(1_000_000), 10_000)
    .option('--bundle <dir>', 'read an export of records, not the collector');
  return withCollectorOptions(command, 'auditor').action(async (path: string, options: DryRunOptions) => {
    if (options.bundle !== undefined) {
      return tell(context, { path, records: await recordsOf(options.bundle, options), options });
    }
    let records: readonly AuditRecord[] | null = null;
    await withCollector(context, { role: 'auditor', options }, async (client) => {
      records = await recordsFrom(client, options);
    });
    if (records !== null) await tell(context, { path, records, options });
  });
}

interface Telling {
  readonly path: string;
  readonly records: readonly AuditRecord[];
  readonly options: DryRunOptions;
}

function tell(context: CliContext, { path, records, options }: Telling): Promise<void> {
  return report(context, options, async () => {
    const { policy } = await readPolicyFile(path);
    const judged = records.flatMap((record) => toldOf(policy, record));
    return { ok: true, json: asJson(judged, records.length), words: asWords(judged, records.length) };
  });
}

function sinceOf({ days }: DryRunOptions): number {
  return Date.now() - days * 24 * 60 * 60 * 1000;
}

async function recordsFrom(client: CollectorClient, options: DryRunOptions): Promise<readonly AuditRecord[]> {
  const query = { since: new Date(sinceOf(options)).toISOString(), order: 'newest' } as const;
  const found: StoredRecord[] = [];
  for (const event of JUDGED_EVENTS)
    found.push(...(await collectRecords(client, { ...query, event }, options.limit)));
  const records = found.map(({ record }) => record).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return records.slice(-options.limit);
}

async function recordsOf(bundle: string, options: DryRunOptions): Promise<readonly AuditRecord[]> {
  const since = sinceOf(options);
  const records = await bundledRecords(bundle, ({ at }) => Date.parse(at) >= since);
  return records.slice(-options.limit);
}

function toldOf(policy: CompiledPolicy, record: AuditRecord): readonly Told[] {
  const { subject } = record.detail;
  const who = { at: record.at, subject: typeof subject === 'string' ? subject : '' };
  return rejudge(policy, record).map((rejudged) => ({ ...who, ...rejudged }));
}

function asJson(judged: readonly Told[], records: number): object {
  return { records, operations: judged.length, counts: countsOf(judged), changed: judged.filter(isChanged) };
}

/** By what became of them then and what would now: `allow → deny`. */
function countsOf(judged: readonly Rejudged[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { before, after } of judged) {
    const key = `${before} → ${after.verdict}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const MAX_SHOWN = 200;

function asWords(judged: readonly Told[], records: number): string {
  const changed = judged.filter(isChanged);
  const rows = changed
    .slice(-MAX_SHOWN)
    .map(({ at, subject, kind, what, before, after }) => [
      at.slice(0, 19),
      printablePrefix(subject, 40),
      kind,
      printablePrefix(what, 80),
      `${before} → ${after.verdict}`,
      after.rules.join(', '),
    ]);
  const unknown = new Set(
    judged.flatMap(({ after }) => (after.verdict === 'cannot-tell' ? after.unknown : [])),
  );
  return [
    `${count(records, 'record')}, ${count(judged.length, 'operation')}\n`,
    ...Object.entries(countsOf(judged)).map(([key, number]) => `  ${key}: ${number}\n`),
    unknown.size === 0 ? '' : `records do not hold what these rules look at: ${[...unknown].join(', ')}\n`,
    rows.length === 0 ? '' : `\n${table(['time', 'subject', 'kind', 'what', 'would be', 'rules'], rows)}`,
    changed.length > rows.length ? `and ${changed.length - rows.length} more before them\n` : '',
  ].join('');
}

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    if (!/^[1-9][0-9]{0,6}$/.test(text) || Number(text) > most)
      throw new InvalidArgumentError(`expected a whole number from 1 to ${most}`);
    return Number(text);
  };
}
