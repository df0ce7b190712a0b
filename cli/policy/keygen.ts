import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { makeKey } from '../feed/keys.ts';
import { report } from './document.ts';

/** `countersign policy keygen`: a key for the feed. */
export function keygenCommand(context: CliContext): Command {
  return new Command('keygen')
    .description('make a key that signs policies, or one of the other parts of a feed')
    .argument('<file>', 'where to; the public half goes to FILE.pub')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nNothing is overwritten. Exit code: 0 when it is made.')
    .action((path: string, options: { readonly json?: true }) =>
      report(context, options, async () => {
        const { keyID } = await makeKey(path);
        const words = `${path} is the key ${keyID.slice(0, 12)}, readable by you alone; ${path}.pub may be given to everybody\n`;
        return { ok: true, json: { key: path, public: `${path}.pub`, id: keyID }, words };
      }),
    );
}
