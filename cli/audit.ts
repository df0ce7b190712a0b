import { Command, Option } from 'commander';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import { AUDIT_EVENTS } from '../protocol/audit-record.ts';
import type { StoredRecord } from '../protocol/collector-api.ts';
import { auditAccessCommand } from './audit-access.ts';
import { auditAgentsCommand } from './audit-agents.ts';
import { auditExportCommand } from './audit-export.ts';
import { auditReplayCommand } from './audit-replay.ts';
import { auditSearchCommand } from './audit-search.ts';
import { auditShowCommand } from './audit-show.ts';
import { recordsTable } from './audit-text.ts';
import { auditVerifyCommand } from './audit-verify.ts';
import { collectRecords, readLimit } from './collect-records.ts';
import {
  type CollectorOptions,
  withCollector,
  withCollectorOptions,
  withExitCodes,
} from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';

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
  const more = [
    auditShowCommand,
    auditSearchCommand,
    auditReplayCommand,
    auditAgentsCommand,
    auditAccessCommand,
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

function printJson(context: CliContext, records: readonly StoredRecord[]): void {
  for (const record of records) context.out(jsonLine(record));
}
