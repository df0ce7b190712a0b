import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyCommand } from '../../cli/policy.ts';
import { type CliResult, runCli } from './cli.ts';

/** A folder of documents for `countersign policy`. */
export interface PolicyFolder {
  write(name: string, text: string): Promise<void>;
  path(name: string): string;
  /** Runs the command; arguments that begin with `./` are files of the folder, and are told as such. */
  run(...args: readonly string[]): Promise<CliResult>;
  remove(): Promise<void>;
}

export async function openPolicyFolder(): Promise<PolicyFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'policy-'));
  return {
    write: (name, text) => writeFile(join(folder, name), text),
    path: (name) => join(folder, name),
    async run(...args) {
      const named = args.map((arg) => (arg.startsWith('./') ? join(folder, arg) : arg));
      const result = await runCli(folder, policyCommand, ['policy', ...named]);
      return { ...result, out: result.out.replaceAll(`${folder}/`, './') };
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
