import { type Command, Option } from 'commander';
import { AUDIT_EVENTS } from '../protocol/audit-record.ts';
import type { RecordsQuery } from '../protocol/collector-api.ts';

/** Options that say which records. */
export interface FilterOptions {
  readonly event?: string;
  readonly session?: string;
  readonly exchange?: string;
}

export function withFilterOptions(command: Command): Command {
  return command
    .addOption(new Option('--event <event>', 'only records of this event').choices(AUDIT_EVENTS))
    .option('--session <id>', 'only records of this session')
    .option('--exchange <id>', 'only records of this exchange');
}

/** What was given, and nothing besides. */
export function recordsFilter({ event, session, exchange }: FilterOptions): RecordsQuery {
  const given = Object.entries({ event, session, exchange }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as RecordsQuery;
}
