import { Command, CommanderError } from 'commander';
import { commandsFor } from './commands.ts';
import type { CliContext } from './context.ts';
import { explain } from './explain.ts';
import { countersignHome } from './paths.ts';
import { requireVerifiedTls } from './verified-tls.ts';
import { VERSION } from './version.ts';

const MIN_NODE_MAJOR = 24;

const context: CliContext = {
  home: countersignHome(process.env),
  environment: { ...process.env },
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreGoneReader);

context.err(requireVerifiedTls(process.env) ?? '');
process.exitCode = await main(process.argv);

async function main(argv: readonly string[]): Promise<number> {
  const major = Number(process.versions.node.split('.', 1)[0]);
  if (major < MIN_NODE_MAJOR) {
    context.err(
      `countersign: this is Node ${process.versions.node}, and Node ${MIN_NODE_MAJOR} or later is needed\n`,
    );
    return 1;
  }
  try {
    await (await program(argv[2])).parseAsync([...argv]);
    return Number(process.exitCode ?? 0);
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? 0 : 2;
    context.err(explain(fault));
    return 1;
  }
}

/** `countersign audit list | head` is no fault of anybody, and an agent whose terminal has gone goes on. */
function ignoreGoneReader(fault: NodeJS.ErrnoException): void {
  if (fault.code !== 'EPIPE') throw fault;
}

async function program(first: string | undefined): Promise<Command> {
  const root = new Command('countersign')
    .description("puts an AI coding assistant's work under the same review as a person's")
    .version(VERSION)
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nState lives under COUNTERSIGN_HOME, by default ~/.countersign.\nExit code: 0 done, 1 failed, 2 wrong usage.',
    );
  for (const command of await commandsFor(first, context)) root.addCommand(command);
  for (const command of allCommands(root)) command.exitOverride();
  return root;
}

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
