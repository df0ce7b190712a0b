import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { checkCommand } from './policy/check.ts';
import { diffCommand } from './policy/diff.ts';
import { docsCommand } from './policy/docs.ts';
import { dryRunCommand } from './policy/dry-run.ts';
import { explainCommand } from './policy/explain.ts';
import { initCommand } from './policy/init.ts';
import { keygenCommand } from './policy/keygen.ts';
import { publishCommand, timestampCommand } from './policy/publish.ts';
import { rotateCommand } from './policy/rotate.ts';
import { schemaCommand } from './policy/schema.ts';
import { signCommand } from './policy/sign.ts';
import { statusCommand } from './policy/status.ts';
import { testCommand } from './policy/test.ts';

/** `countersign policy`: what whoever writes a policy works with. Nothing here needs an agent, and only a dry run a collector. */
export function policyCommand(context: CliContext): Command {
  return new Command('policy')
    .description('write, check, try, compare, sign and publish policies')
    .addCommand(initCommand(context))
    .addCommand(checkCommand(context))
    .addCommand(testCommand(context))
    .addCommand(explainCommand(context))
    .addCommand(dryRunCommand(context))
    .addCommand(diffCommand(context))
    .addCommand(docsCommand(context))
    .addCommand(schemaCommand(context))
    .addCommand(keygenCommand(context))
    .addCommand(rotateCommand(context))
    .addCommand(signCommand(context))
    .addCommand(publishCommand(context))
    .addCommand(timestampCommand(context))
    .addCommand(statusCommand(context));
}
