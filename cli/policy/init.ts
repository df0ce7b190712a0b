import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { compileEnforceable } from '../../agent/feed/enforceable-policy.ts';
import { starterPolicy } from '../../policy/starter.ts';
import { STARTER_CASES } from '../../policy/starter-cases.ts';
import type { CliContext } from '../context.ts';
import { inDocument, report } from './document.ts';

export class InitError extends Error {
  readonly code = 'exists';
  readonly hint = 'name another file, or move that one away';
}

interface InitOptions {
  readonly host: readonly string[];
  readonly json?: true;
}

/** `countersign policy init`: writes the starter policy to be edited, and its cases; what is there already stays. */
export function initCommand(context: CliContext): Command {
  return new Command('init')
    .description('write the starter policy, with comments, and cases that try it')
    .argument('[file]', 'where to', 'policy.yaml')
    .option('--host <name...>', 'the Git hosts to govern; .example.com is every name below it', [
      'github.com',
    ])
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExit code: 0 when it is written, 1 when there is such a file already.')
    .action((path: string, options: InitOptions) =>
      report(context, options, async () => {
        const text = starterPolicy({ hosts: options.host });
        const { hash } = inDocument({ path, text }, () => compileEnforceable(text));
        const cases = `${path.replace(/\.ya?ml$/u, '')}.test.yaml`;
        await create(path, text);
        await create(cases, STARTER_CASES);
        const words = `${path} and ${cases} are written; try them with: countersign policy test ${path}\n`;
        return { ok: true, json: { file: path, cases, hash }, words };
      }),
    );
}

async function create(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new InitError(`${path} is there already, and is left as it is`, { cause });
  }
}
