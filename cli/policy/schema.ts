import { Command } from 'commander';
import { CASE_FILE_SCHEMA } from '../../policy/case-schema.ts';
import { POLICY_SCHEMA } from '../../policy/schema.ts';
import { WORKSPACE_FILE, WORKSPACE_SCHEMA } from '../../policy/workspace.ts';
import type { CliContext } from '../context.ts';
import { jsonLine } from '../json-line.ts';

/** `countersign policy schema`: what editors complete and check by. */
export function schemaCommand(context: CliContext): Command {
  return new Command('schema')
    .description('print the JSON Schema of policy documents, for editors')
    .option('--tests', 'print that of *.test.yaml files instead')
    .option('--workspace', `print that of ${WORKSPACE_FILE} instead`)
    .option('--json', 'print it on one line')
    .action((options: { readonly tests?: true; readonly workspace?: true; readonly json?: true }) => {
      const schema = options.tests ? CASE_FILE_SCHEMA : options.workspace ? WORKSPACE_SCHEMA : POLICY_SCHEMA;
      context.out(options.json ? jsonLine(schema) : `${JSON.stringify(schema, null, 2)}\n`);
    });
}
