import { Command, Option } from 'commander';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import type { Approval, ApprovalState } from '../protocol/approval.ts';
import type { VoteRequest } from '../protocol/approvals-api.ts';
import type { CollectorEvent } from '../protocol/collector-api.ts';
import { approvalLine, approvalSheet, approvalsTable } from './approval-text.ts';
import {
  CollectorAccessError,
  type CollectorOptions,
  withCollector,
  withCollectorOptions,
  withExitCodes,
} from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { watchEvents } from './watch-events.ts';

const STATES = ['pending', 'granted', 'denied', 'claimed', 'spent', 'expired', 'cancelled'] as const;
const MAX_LISTED = 10_000;

interface ListOptions extends CollectorOptions {
  readonly state: ApprovalState['kind'] | 'all';
  readonly watch?: true;
}

interface ReasonOption extends CollectorOptions {
  readonly reason: string;
}

/** `countersign approvals`: what a reviewer works with. `stopped` ends `--watch`. */
export function approvalsCommand(
  context: CliContext,
  stopped: AbortSignal = new AbortController().signal,
): Command {
  const command = withExitCodes(
    new Command('approvals').description('what waits for a reviewer, and the decisions'),
  );
  const add = (name: string, description: string): Command =>
    withCollectorOptions(command.command(name).description(description), 'reviewer');
  add('list', 'list the approvals that are pending')
    .addOption(
      new Option('--state <state>', 'list those in this state')
        .choices([...STATES, 'all'])
        .default('pending'),
    )
    .option('--watch', 'go on printing what happens, one line each')
    .action((options: ListOptions) =>
      withCollector(context, { role: 'reviewer', options }, (client) =>
        options.watch === true
          ? watch(context, { client, options }, stopped)
          : list(context, client, options),
      ),
    );
  add('show', 'show what an approval is for')
    .argument('<id>', 'the id or its first digits')
    .action((id: string, options: CollectorOptions) =>
      withCollector(context, { role: 'reviewer', options }, async (client) =>
        print(context, options, await find(client, id, null)),
      ),
    );
  add('approve', 'let the held operation pass once')
    .argument('<id>', 'the id or its first digits')
    .option('--reason <text>', 'what others should know of it', '')
    .action((id: string, options: ReasonOption) => vote(context, id, { verdict: 'approve', options }));
  add('deny', 'refuse the held operation')
    .argument('<id>', 'the id or its first digits')
    .requiredOption('--reason <text>', 'what whoever asked is told')
    .action((id: string, options: ReasonOption) => vote(context, id, { verdict: 'deny', options }));
  return command;
}

async function list(context: CliContext, client: CollectorClient, options: ListOptions): Promise<void> {
  const approvals = await all(client, options.state);
  if (options.json === true) {
    for (const approval of approvals) context.out(jsonLine(approval));
  } else if (approvals.length === 0) {
    context.out(
      options.state === 'pending' ? 'nothing waits for a reviewer\n' : 'there is no such approval\n',
    );
  } else {
    context.out(approvalsTable(approvals));
  }
}

async function all(client: CollectorClient, state: ListOptions['state']): Promise<readonly Approval[]> {
  const approvals: Approval[] = [];
  let after: number | null = 0;
  while (after !== null && approvals.length < MAX_LISTED) {
    const page = await client.list({ after, ...(state === 'all' ? {} : { state }) });
    approvals.push(...page.approvals);
    after = page.next;
  }
  return approvals;
}

async function watch(
  context: CliContext,
  { client, options }: { readonly client: CollectorClient; readonly options: ListOptions },
  stopped: AbortSignal,
): Promise<void> {
  const tell = {
    onEvent: (event: CollectorEvent) => {
      if (event.kind !== 'approval') return;
      context.out(options.json === true ? jsonLine(event.approval) : approvalLine(event.approval));
    },
    onAway: () => context.err('countersign: the collector went away, trying again\n'),
  };
  await watchEvents(client, tell, stopped);
}

async function vote(
  context: CliContext,
  id: string,
  { verdict, options }: { readonly verdict: VoteRequest['verdict']; readonly options: ReasonOption },
): Promise<void> {
  await withCollector(context, { role: 'reviewer', options }, async (client) => {
    const approval = await find(client, id, 'pending');
    const decided = await client.vote(approval.id, { verdict, reason: options.reason });
    context.out(options.json === true ? jsonLine(decided) : approvalLine(decided));
  });
}

/** The one approval whose id begins so; where one is wanted to be in a state, those of that state come first. */
async function find(client: CollectorClient, prefix: string, state: 'pending' | null): Promise<Approval> {
  const id = prefix.toLowerCase();
  if (!/^[0-9a-f]{1,20}$/.test(id)) throw notFound(id);
  const wanted = state === null ? [] : (await client.list({ id, state, limit: 2 })).approvals;
  const found = wanted.length > 0 ? wanted : (await client.list({ id, limit: 2 })).approvals;
  const [approval, other] = found;
  if (approval === undefined) throw notFound(id);
  if (other !== undefined) {
    throw new CollectorAccessError(
      'ambiguous',
      `more than one approval begins with ${id}`,
      'give more digits',
    );
  }
  return approval;
}

function notFound(id: string): CollectorAccessError {
  return new CollectorAccessError(
    'not-found',
    `no approval has an id that begins with ${id}`,
    'list them with: countersign approvals list --state all',
  );
}

function print(context: CliContext, options: CollectorOptions, approval: Approval): void {
  context.out(options.json === true ? jsonLine(approval) : approvalSheet(approval));
}
