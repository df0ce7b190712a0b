import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Command } from 'commander';
import { type CompiledPolicy, compilePolicy } from '../policy/compile.ts';
import { POLICY_LIMITS } from '../policy/limits.ts';
import { PolicyError } from '../policy/policy-error.ts';
import { POLICY_SCHEMA } from '../policy/schema.ts';
import { printable } from '../protocol/printable.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';

export function policyCommand(context: CliContext): Command {
  return new Command('policy')
    .description('check what is written in a policy document')
    .addCommand(checkCommand(context))
    .addCommand(schemaCommand(context));
}

function checkCommand(context: CliContext): Command {
  return new Command('check')
    .description('say whether a policy can be enforced, and where it is wrong')
    .argument('<file>', 'the policy document')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExit code: 0 when it can be enforced, 1 when not.')
    .action(async (file: string, options: { readonly json?: true }) => {
      const text = await readDocument(file);
      const checked = check(text);
      context.out(options.json ? jsonLine(asJson(checked)) : printableLines(asText(checked, file, text)));
      if (checked instanceof PolicyError) process.exitCode = 1;
    });
}

function schemaCommand(context: CliContext): Command {
  return new Command('schema')
    .description('print the JSON Schema of policy documents, for editors')
    .action(() => context.out(`${JSON.stringify(POLICY_SCHEMA, null, 2)}\n`));
}

/** One byte more than a policy may have, so that a larger one is seen to be too large. */
async function readDocument(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(POLICY_LIMITS.maxDocumentBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.toString('utf8', 0, length);
  } finally {
    await file.close();
  }
}

function check(text: string): CompiledPolicy | PolicyError {
  try {
    return compilePolicy(text, (bytes) => createHash('sha256').update(bytes).digest('hex'));
  } catch (fault) {
    if (fault instanceof PolicyError) return fault;
    throw fault;
  }
}

function asText(checked: CompiledPolicy | PolicyError, file: string, text: string): string {
  if (checked instanceof PolicyError)
    return `${file}: ${checked.message}\n${excerpt(checked, text)}  ${checked.hint}\n`;
  const { rules, diffTerms, hash } = checked;
  const words =
    diffTerms.length === 0 ? '' : `, looks for ${diffTerms.map((term) => JSON.stringify(term)).join(', ')}`;
  return `${file}: ${count(rules.length, 'rule')}${words}\nsha256 ${hash}\n`;
}

function asJson(checked: CompiledPolicy | PolicyError): object {
  if (checked instanceof PolicyError) {
    const { code, line, column, message, hint } = checked;
    return { valid: false, error: { code, line, column, message, hint } };
  }
  return {
    valid: true,
    hash: checked.hash,
    rules: checked.rules.map(({ id }) => id),
    diffTerms: checked.diffTerms,
  };
}

/** The line at fault, with a caret under the place; cut on both sides when it is long. */
function excerpt({ line, column }: PolicyError, text: string): string {
  const whole = text.split(/\r?\n/u)[line - 1] ?? '';
  const from = Math.max(0, column - 60);
  const shown = whole.slice(from, from + 100).replaceAll(/\p{Cc}|\p{Cf}/gu, ' ');
  return `  ${shown}\n  ${' '.repeat(column - 1 - from)}^\n`;
}

/** What a document holds must not steer the terminal that shows it. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
