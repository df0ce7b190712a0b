import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { undoSettings } from './uninstall/undo-settings.ts';

/** For the extension, which can edit through its editor only what the editor lets it. */
export function undoSettingsCommand(context: CliContext): Command {
  return new Command('undo-settings')
    .description('undo what was changed in the settings files of one editor')
    .argument('<editor>', 'its name in the file of what was changed')
    .option('--json', 'print a JSON object')
    .action(async (editor: string) => {
      context.out(`${JSON.stringify({ undone: await undoSettings(context.home, editor) })}\n`);
    });
}
