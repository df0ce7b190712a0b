import { Command } from 'commander';
import { controlClient } from '../agent/control/client.ts';
import { sessionEnvironment } from '../protocol/session-environment.ts';
import { namedRewrites, sshRewrites } from '../protocol/ssh-rewrites.ts';
import type { Actor } from '../protocol/subject.ts';
import type { CliContext } from './context.ts';
import { exportLines } from './environment.ts';
import { actorOption } from './exec.ts';
import { openSessionAs } from './login/human-session.ts';
import { controlSocket } from './paths.ts';

export function envCommand(context: CliContext): Command {
  return new Command('env')
    .description('open a session and print its environment for a shell: eval "$(countersign env)"')
    .addOption(actorOption())
    .option('--json', 'print a JSON object instead of shell lines')
    .addHelpText('after', '\nThe session lasts until the agent stops. What is printed holds its secret.')
    .action(async (options: { readonly actor: Actor; readonly json?: true }) => {
      const parent = process.env['COUNTERSIGN_SESSION'] ?? null;
      const control = controlClient(controlSocket(context.home));
      const ask = { actor: options.actor, program: 'shell', parent, folders: [process.cwd()] };
      const grant = await openSessionAs(control, ask, { context });
      const { hosts } = await control.status();
      const environment = sessionEnvironment(grant, process.env, sshRewrites(namedRewrites(hosts)));
      context.out(
        options.json === true ? `${JSON.stringify(environment, null, 2)}\n` : exportLines(environment),
      );
    });
}
