import { Argument, Command } from 'commander';
import { REVOCATION_KINDS, type Revocation, type RevocationKind } from '../protocol/revocation.ts';
import { wholeAgentId } from './agent-id.ts';
import { type CollectorOptions, withCollector, withCollectorOptions } from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { table } from './table.ts';

interface RevokeOptions extends CollectorOptions {
  readonly reason: string;
}

/** `countersign revoke`: what an administrator takes back. */
export function revokeCommand(context: CliContext): Command {
  const command = new Command('revoke')
    .description('take back what a subject, a session, an agent or an approval may do, within seconds')
    .enablePositionalOptions();
  const kind = new Argument('<kind>', 'what it is').choices(REVOCATION_KINDS);
  withCollectorOptions(command.command('add', { isDefault: true }).addArgument(kind), 'admin')
    .description('revoke: what is under way ends, what is new is refused')
    .argument(
      '<name>',
      "a subject's name, or the id of a session, an agent (or how that begins) or an approval",
    )
    .requiredOption('--reason <text>', 'why, for the record')
    .action((given: RevocationKind, target: string, options: RevokeOptions) =>
      withCollector(context, { role: 'admin', options }, async (client) => {
        const { reason } = options;
        const name = given === 'agent' ? await wholeAgentId(client, target) : target;
        const revoked = await client.revoke({ kind: given, target: name, reason });
        print(context, options, [revoked]);
        if (options.json !== true && !revoked.isRecorded) context.out(unrecorded(given));
      }),
    );
  withCollectorOptions(command.command('list').description('list what is revoked'), 'admin').action(
    (options: CollectorOptions) =>
      withCollector(context, { role: 'admin', options }, async (client) => {
        print(context, options, (await client.revocations()).revocations);
      }),
  );
  withCollectorOptions(command.command('lift').description('let a subject or an agent go on'), 'admin')
    .argument('<number>', 'as the list has it', wholeNumber)
    .action((revocation: number, options: CollectorOptions) =>
      withCollector(context, { role: 'admin', options }, async (client) => {
        await client.lift(revocation);
      }),
    );
  return command;
}

function unrecorded(kind: RevocationKind): string {
  return `\nno record names this ${kind} yet, so see that it is spelt right; it is revoked all the same\n`;
}

function wholeNumber(text: string): number {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : 0;
}

function print(context: CliContext, { json }: CollectorOptions, revocations: readonly Revocation[]): void {
  if (json === true) {
    for (const revocation of revocations) context.out(jsonLine({ ...revocation }));
    return;
  }
  const rows = revocations.map(({ id, kind, target, by, at, reason }) => [
    String(id),
    kind,
    target,
    by,
    at,
    reason,
  ]);
  context.out(table(['number', 'kind', 'name', 'by', 'at', 'reason'], rows));
}
