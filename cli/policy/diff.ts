import { Command } from 'commander';
import { diffPolicies, type PolicyChange } from '../../policy/diff.ts';
import type { CliContext } from '../context.ts';
import { readPolicyFile, report } from './document.ts';

interface DiffOptions {
  readonly exitCode?: true;
  readonly json?: true;
}

/** `countersign policy diff`: what one policy says otherwise than another, in words. */
export function diffCommand(context: CliContext): Command {
  return new Command('diff')
    .description('say in words what differs between two policies')
    .argument('<before>', 'the policy as it was')
    .argument('<after>', 'the policy as it will be')
    .option('--exit-code', 'end with 1 when they differ')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExit code: 0, also when they differ; 1 when a document is wrong.')
    .action((before: string, after: string, options: DiffOptions) =>
      report(context, options, async () => {
        const [old, young] = [await readPolicyFile(before), await readPolicyFile(after)];
        const changes = diffPolicies(old.parsed.policy, young.parsed.policy);
        const ok = changes.length === 0 || options.exitCode !== true;
        return {
          ok,
          json: { before: old.policy.hash, after: young.policy.hash, changes },
          words: asWords(changes),
        };
      }),
    );
}

function asWords(changes: readonly PolicyChange[]): string {
  if (changes.length === 0) return 'both say the same\n';
  return changes.map(changeWords).join('');
}

function changeWords({ part, name, kind, details }: PolicyChange): string {
  const head = name === '' ? `${part} ${kind}` : `${part} ${name} ${kind}`;
  return `${head}\n${details.map((each) => `  ${each}\n`).join('')}`;
}
