import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { startPlayground } from './playground/playground.ts';
import { portOption } from './port-option.ts';
import { untilStopped } from './until-stopped.ts';

interface Options {
  readonly port: number;
  readonly json?: true;
}

export function upCommand(context: CliContext): Command {
  return new Command('up')
    .description('start a collector, an agent and a playground to try them on')
    .addOption(portOption('port of the proxy on loopback', 0))
    .option('--json', 'print one JSON object a line instead of text')
    .addHelpText('after', '\nWrites only below COUNTERSIGN_HOME. Stops on Ctrl-C.')
    .action(async (options: Options) => {
      const playground = await startPlayground(context, {
        port: options.port,
        json: options.json === true,
      });
      await untilStopped();
      await playground.close();
    });
}
