import { Command } from 'commander';
import type { CompiledPolicy } from '../../policy/compile.ts';
import { warningsOf } from '../../policy/warnings.ts';
import type { CliContext } from '../context.ts';
import { count, readPolicyFile, report } from './document.ts';

/** `countersign policy check`: whether a document can be enforced, and where it is wrong. */
export function checkCommand(context: CliContext): Command {
  return new Command('check')
    .description('say whether a policy can be enforced, and where it is wrong')
    .argument('<file>', 'the policy document, or - for standard input')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExit code: 0 when it can be enforced, 1 when not.')
    .action((path: string, options: { readonly json?: true }) =>
      report(context, options, async () => {
        const { policy, parsed } = await readPolicyFile(path);
        const warnings = warningsOf(parsed);
        const told = warnings.map(
          ({ rule, line, message }) => `${path}: line ${line}: warning: rule ${rule}: ${message}\n`,
        );
        return {
          ok: true,
          json: { ...asJson(policy), warnings },
          words: `${asWords(policy, path)}${told.join('')}`,
        };
      }),
    );
}

function asWords({ rules, diffTerms, hash }: CompiledPolicy, path: string): string {
  const words =
    diffTerms.length === 0 ? '' : `, looks for ${diffTerms.map((term) => JSON.stringify(term)).join(', ')}`;
  return `${path}: ${count(rules.length, 'rule')}${words}\nsha256 ${hash}\n`;
}

function asJson({ hash, rules, diffTerms }: CompiledPolicy): object {
  return { valid: true, hash, rules: rules.map(({ id }) => id), diffTerms };
}
