import { Command, CommanderError } from 'commander';
import { caCommand } from './ca.ts';
import type { CliContext } from './context.ts';
import { doctorCommand } from './doctor.ts';
import { editorAgentCommand } from './editor-agent.ts';
import { enrollCommand } from './enroll.ts';
import { explain } from './explain.ts';
import { countersignHome, homeBeside } from './paths.ts';
import { undoSettingsCommand } from './undo-settings.ts';
import { uninstallCommand } from './uninstall.ts';
import { requireVerifiedTls } from './verified-tls.ts';
import { VERSION } from './version.ts';

/** What an editor puts before the arguments of the hook that it runs when an extension was uninstalled. */
const HOOK_KIND = /^--type=extension-post-/;

/**
 * What the extension brings of the command line, as one file that runs on the Node of the editor: the agent, and
 * what needs no collector of one's own.
 */
const context: CliContext = {
  home: countersignHome({ COUNTERSIGN_HOME: homeBeside(process.argv[1] ?? ''), ...process.env }),
  environment: { ...process.env },
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

context.err(requireVerifiedTls(process.env) ?? '');
process.exitCode = await main(process.argv.filter((argument) => !HOOK_KIND.test(argument)));

async function main(argv: readonly string[]): Promise<number> {
  const root = new Command('countersign').version(VERSION).enablePositionalOptions().exitOverride();
  for (const command of [editorAgentCommand, caCommand, doctorCommand, uninstallCommand, undoSettingsCommand])
    root.addCommand(command(context));
  root.addCommand(enrollCommand(context));
  for (const command of root.commands) command.exitOverride();
  try {
    await root.parseAsync([...argv]);
    return Number(process.exitCode ?? 0);
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? 0 : 2;
    context.err(explain(fault));
    return 1;
  }
}
