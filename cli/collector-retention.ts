import { Command, InvalidArgumentError } from 'commander';
import type { Hold, HoldRequest, KeptKind, RetentionView } from '../protocol/retention.ts';
import { type CollectorOptions, withCollector, withCollectorOptions } from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { table } from './table.ts';

interface HoldOptions extends CollectorOptions {
  readonly user?: string;
  readonly session?: string;
  readonly repository?: string;
  readonly since?: string;
  readonly until?: string;
  readonly reason: string;
}

/** `countersign collector retention` and `hold`: what is destroyed in its time, and what is kept all the same. */
export function retentionCommands(context: CliContext): readonly Command[] {
  return [retentionCommand(context), holdCommand(context)];
}

function retentionCommand(context: CliContext): Command {
  const command = new Command('retention')
    .description('show how long what was said and shown is kept, and what the next run would destroy')
    .option('--dry-run', 'destroy nothing, which this command never does: the collector does it by itself');
  return withCollectorOptions(command, 'admin').action((_own: CollectorOptions, of: Command) => {
    const options = of.optsWithGlobals<CollectorOptions>();
    return withCollector(context, { role: 'admin', options }, async (client) => {
      const view = await client.retention();
      context.out(options.json === true ? jsonLine({ ...view }) : retentionText(view));
    });
  });
}

function holdCommand(context: CliContext): Command {
  const command = new Command('hold').description('keep what was said, whatever its age');
  const add = command
    .command('add')
    .description('hold what fits all that is named')
    .option('--user <subject>', 'sessions of this user')
    .option('--session <id>', 'this session')
    .option('--repository <name>', 'sessions that did something to it')
    .option('--since <time>', 'received then or later, RFC 3339', readInstant)
    .option('--until <time>', 'received before', readInstant)
    .requiredOption('--reason <text>', 'why, for the record');
  withCollectorOptions(add, 'admin').action((_own: HoldOptions, of: Command) => {
    const options = of.optsWithGlobals<HoldOptions>();
    return withCollector(context, { role: 'admin', options }, async (client) => {
      print(context, options, [await client.hold(requestOf(options))]);
    });
  });
  const list = command.command('list').description('list what is held');
  withCollectorOptions(list, 'admin').action((_own: CollectorOptions, of: Command) => {
    const options = of.optsWithGlobals<CollectorOptions>();
    return withCollector(context, { role: 'admin', options }, async (client) => {
      print(context, options, (await client.holds()).holds);
    });
  });
  const release = command
    .command('release')
    .description('let it be destroyed when its time has come')
    .argument('<number>', 'as the list has it', readNumber);
  withCollectorOptions(release, 'admin').action((hold: number, _own: CollectorOptions, of: Command) => {
    const options = of.optsWithGlobals<CollectorOptions>();
    return withCollector(context, { role: 'admin', options }, (client) => client.releaseHold(hold));
  });
  return command;
}

function requestOf({ user, session, repository, since, until, reason }: HoldOptions): HoldRequest {
  return {
    ...(user === undefined ? {} : { subject: user }),
    ...(session === undefined ? {} : { session }),
    ...(repository === undefined ? {} : { repository }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    reason,
  };
}

function readInstant(text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('expected a time like 2026-11-21T08:00:00Z');
  return new Date(at).toISOString();
}

function readNumber(text: string): number {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new InvalidArgumentError('expected a number of the list');
  return Number(text);
}

function print(context: CliContext, { json }: CollectorOptions, holds: readonly Hold[]): void {
  if (json === true) {
    for (const hold of holds) context.out(jsonLine({ ...hold }));
    return;
  }
  const rows = holds.map(({ id, subject, session, repository, since, until, by, at, reason }) => [
    String(id),
    ...[subject, session, repository, since, until].map((each) => each ?? 'any'),
    ...[by, at, reason],
  ]);
  const names = ['number', 'user', 'session', 'repository', 'since', 'until', 'by', 'at', 'reason'];
  context.out(table(names, rows));
}

const WHAT: Readonly<Record<KeptKind, string>> = {
  prompt: 'what was asked',
  answer: 'what was answered',
  review: 'what reviewers were shown',
};

const DAY_MS = 24 * 60 * 60_000;

function retentionText({ keep, due, sweeping, lastRunAt }: RetentionView): string {
  const kept = keep.map(({ side, keepMs, source }) =>
    keepMs === null
      ? `${WHAT[side]} is kept for good\n`
      : `${WHAT[side]} is kept for ${Number((keepMs / DAY_MS).toFixed(2))} days, as the ${source} says\n`,
  );
  const would = due.map(
    ({ side, isHeld, sessions, records }) =>
      `${WHAT[side]} in ${records} ${side === 'review' ? 'approvals' : 'records'} of ${sessions} sessions ${isHeld ? 'is old enough, and held' : 'would be destroyed'}\n`,
  );
  const next = would.length === 0 ? 'nothing is old enough to be destroyed\n' : would.join('');
  const left = sweeping === 0 ? '' : `${sweeping} destroyed keys have left something to sweep\n`;
  const last = `last run of this collector: ${lastRunAt ?? 'none yet'}\n`;
  return kept.join('') + next + left + last;
}
