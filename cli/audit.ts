import { Command, Option } from 'commander';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import { AUDIT_EVENTS } from '../protocol/audit-record.ts';
import type { StoredRecord } from '../protocol/collector-api.ts';
import { auditAgentsCommand } from './audit-agents.ts';
import { auditExportCommand } from './audit-export.ts';
import { auditReplayCommand } from './audit-replay.ts';
import { auditSearchCommand } from './audit-search.ts';
import { recordSheet, recordsTable } from './audit-text.ts';
import { auditVerifyCommand } from './audit-verify.ts';
import { collectRecords, readLimit } from './collect-records.ts';
import {
  CollectorAccessError,
  type CollectorOptions,
  withCollector,
  withCollectorOptions,
  withExitCodes,
} from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';

const MAX_SHOWN = 10_000;

interface ListOptions extends CollectorOptions {
  readonly event?: string;
  readonly session?: string;
  readonly limit: number;
}

/** `countersign audit`: what happened, for those who look afterwards. */
export function auditCommand(context: CliContext): Command {
  const command = withExitCodes(new Command('audit').description('what the agents recorded'));
  const add = (name: string, description: string): Command =>
    withCollectorOptions(command.command(name).description(description), 'auditor');
  add('list', 'list the newest records, the last one last')
    .addOption(new Option('--event <event>', 'only records of this event').choices(AUDIT_EVENTS))
    .option('--session <id>', 'only records of this session')
    .option('--limit <number>', 'how many', readLimit, 50)
    .action((options: ListOptions) =>
      withCollector(context, { role: 'auditor', options }, (client) => list(context, client, options)),
    );
  add('show', 'show every record of a session or an exchange')
    .argument('<id>', 'id of a session or an exchange')
    .action((id: string, options: CollectorOptions) =>
      withCollector(context, { role: 'auditor', options }, (client) =>
        show(context, { client, options }, id),
      ),
    );
  const more = [
    auditSearchCommand,
    auditReplayCommand,
    auditAgentsCommand,
    auditExportCommand,
    auditVerifyCommand,
  ];
  for (const make of more) command.addCommand(make(context));
  return command;
}

async function list(context: CliContext, client: CollectorClient, options: ListOptions): Promise<void> {
  const { event, session, limit } = options;
  const filter = { ...(event === undefined ? {} : { event }), ...(session === undefined ? {} : { session }) };
  const records = (await collectRecords(client, { ...filter, order: 'newest' }, limit)).toReversed();
  if (options.json === true) printJson(context, records);
  else context.out(records.length === 0 ? 'there is no record\n' : recordsTable(records));
}

async function show(
  context: CliContext,
  { client, options }: { readonly client: CollectorClient; readonly options: CollectorOptions },
  id: string,
): Promise<void> {
  const ofSession = await collectRecords(client, { session: id }, MAX_SHOWN);
  const records =
    ofSession.length > 0 ? ofSession : await collectRecords(client, { exchange: id }, MAX_SHOWN);
  if (records.length === 0) {
    throw new CollectorAccessError(
      'not-found',
      `no record is of a session or an exchange ${id}`,
      'list them with: countersign audit list',
    );
  }
  if (options.json === true) printJson(context, records);
  else for (const record of records) context.out(recordSheet(record));
  if (records.length === MAX_SHOWN)
    context.err(`countersign: only the first ${MAX_SHOWN} records are shown\n`);
}

function printJson(context: CliContext, records: readonly StoredRecord[]): void {
  for (const record of records) context.out(jsonLine(record));
}
