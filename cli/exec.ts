import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { controlClient } from '../agent/control/client.ts';
import { sessionEnvironment } from '../protocol/session-environment.ts';
import { namedRewrites, sshRewrites } from '../protocol/ssh-rewrites.ts';
import { ACTORS, type Actor } from '../protocol/subject.ts';
import type { CliContext } from './context.ts';
import { openSessionAs } from './login/human-session.ts';
import { controlSocket } from './paths.ts';

/** Exit codes of shells for a command that cannot be run. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

export function actorOption(): Option {
  return new Option('--actor <actor>', 'who drives the program').choices(ACTORS).default('ai');
}

export function execCommand(context: CliContext): Command {
  return new Command('exec')
    .description(
      'run a program with a session of its own: its proxy and trust settings lead through the agent',
    )
    .addOption(actorOption())
    .argument('<command...>', 'the program and its arguments, after --')
    .passThroughOptions()
    .addHelpText(
      'after',
      '\nExit code: that of the program; 127 when it is not found, 126 when it cannot be run, 128+n after signal n.',
    )
    .action(async (command: readonly string[], options: { readonly actor: Actor }) => {
      process.exitCode = await run(context, command, options.actor);
    });
}

/** Runs the program; the session ends with it. */
async function run(context: CliContext, command: readonly string[], actor: Actor): Promise<number> {
  const [program = '', ...args] = command;
  const control = controlClient(controlSocket(context.home));
  const parent = process.env['COUNTERSIGN_SESSION'] ?? null;
  const ask = { actor, program: basename(program), parent, folders: [process.cwd()] };
  const grant = await openSessionAs(control, ask, { context });
  try {
    const { hosts } = await control.status();
    const environment = sessionEnvironment(grant, process.env, sshRewrites(namedRewrites(hosts)));
    return await runProgram(program, args, { ...context.environment, ...environment });
  } finally {
    await control.closeSession(grant.id);
  }
}

function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const done = (code: number): void => {
      for (const signal of signals) process.off(signal, pass);
      resolve(code);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      process.stderr.write(`countersign: cannot run ${program}: ${error.code ?? error.message}\n`);
      done(error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.once('exit', (code, signal) =>
      done(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
    );
  });
}
