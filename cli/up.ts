import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { portOf } from './defaults.ts';
import { startPlayground } from './playground/playground.ts';
import { untilStopped } from './until-stopped.ts';

interface Options {
  readonly port: string;
  readonly json?: true;
}

export function upCommand(context: CliContext): Command {
  return new Command('up')
    .description('start a collector, an agent and a playground to try them on')
    .option('--port <port>', 'port of the proxy on loopback; 0 takes a free one', '0')
    .option('--json', 'print one JSON object a line instead of text')
    .addHelpText('after', '\nWrites only below COUNTERSIGN_HOME. Stops on Ctrl-C.')
    .action(async (options: Options) => {
      const playground = await startPlayground(context, {
        port: portOf(options.port),
        json: options.json === true,
      });
      await untilStopped();
      await playground.close();
    });
}
