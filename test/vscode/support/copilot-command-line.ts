import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { COMMAND_LINE_MODEL } from './copilot-account.ts';

const PROGRAM = join(import.meta.dirname, '../clients/node_modules/@github/copilot-linux-x64/copilot');
const LONGEST_MS = 150_000;

/** Where a client of Copilot's is started. */
export interface ClientPlace {
  readonly folder: string;
  /** All of it: what a terminal has, and nothing of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Asks Copilot's command line one question, as a script does; what it prints. Rejects when it fails. */
export async function askCommandLine(
  { folder, environment }: ClientPlace,
  question: string,
  ...flags: readonly string[]
): Promise<string> {
  const args = [
    '--prompt',
    question,
    '--model',
    COMMAND_LINE_MODEL,
    '--no-auto-update',
    '--silent',
    ...flags,
  ];
  const env = { ...environment, COPILOT_GITHUB_TOKEN: `gho_${'a'.repeat(36)}`, NO_COLOR: '1' };
  const asked = promisify(execFile)(PROGRAM, args, { cwd: folder, env, timeout: LONGEST_MS });
  asked.child.stdin?.end();
  return (await asked).stdout;
}
