import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import { AUDIT_EVENTS } from '../protocol/audit-record.ts';
import { RECORD_DECISIONS, type RecordDecision, type RecordsQuery } from '../protocol/collector-api.ts';
import { ACTORS } from '../protocol/subject.ts';
import { wholeAgentId } from './agent-id.ts';

/** Options that say which records. */
export interface FilterOptions {
  readonly event?: string;
  readonly session?: string;
  readonly exchange?: string;
  readonly agent?: string;
  readonly user?: string;
  readonly actor?: string;
  readonly repository?: string;
  readonly ref?: string;
  readonly rule?: string;
  readonly model?: string;
  readonly masked?: string;
  readonly decision?: RecordDecision;
  readonly since?: string;
  readonly until?: string;
  readonly words?: string;
}

export function withFilterOptions(command: Command): Command {
  return command
    .addOption(new Option('--event <event>', 'only records of this event').choices(AUDIT_EVENTS))
    .option('--session <id>', 'only records of this session')
    .option('--exchange <id>', 'only records of this exchange')
    .option('--agent <id>', 'only records of this agent: its id, or how that begins')
    .option('--user <id>', 'only what this person or service account is behind')
    .addOption(new Option('--actor <actor>', 'only what such an actor did').choices(ACTORS))
    .option('--repository <id>', 'only what is about this repository')
    .option('--ref <name>', 'only what is about this ref, such as refs/heads/main')
    .option('--rule <id>', 'only what this rule decided or asked')
    .option('--model <name>', 'only what this model was asked, or answered')
    .option('--masked <detector>', 'only what this detector had kept back, such as github-pat')
    .addOption(new Option('--decision <end>', 'only what ended so').choices(RECORD_DECISIONS))
    .option(
      '--since <time>',
      'only what was received from this time on: RFC 3339, or 30m, 12h, 7d ago',
      readTime,
    )
    .option('--until <time>', 'only what was received before this time', readTime)
    .option('--words <text>', 'only records in which all of these words occur');
}

/** What was given, and nothing besides. Throws CollectorAccessError where no agent is like that, or more than one. */
export async function recordsFilter(
  client: Pick<CollectorClient, 'agents'>,
  options: FilterOptions,
): Promise<RecordsQuery> {
  const agent = options.agent === undefined ? undefined : await wholeAgentId(client, options.agent);
  const { event, session, exchange, user, actor, repository, ref, rule } = options;
  const { model, masked, decision, since, until, words } = options;
  const named = {
    event,
    session,
    exchange,
    agent,
    subject: user,
    actor,
    repository,
    ref,
    rule,
    model,
    masked,
  };
  const all = { ...named, decision, since, until, words };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function readTime(text: string): string {
  const [, count = '', unit = ''] = /^([1-9][0-9]{0,4})([mhd])$/.exec(text) ?? [];
  const unitMs = UNITS[unit];
  if (unitMs !== undefined) return new Date(Date.now() - Number(count) * unitMs).toISOString();
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('expected a time such as 2026-11-21T08:00:00Z or 7d');
  return new Date(time).toISOString();
}
