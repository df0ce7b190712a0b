import { execFile } from 'node:child_process';

export interface Ran {
  /** Null when there is no such program here, or it took too long. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string;
}

const TIMEOUT_MS = 20_000;

/** Runs a program that is looked up in the path, as the person's own tools would. */
export function runProgram(
  program: string,
  args: readonly string[],
  { env, input = '' }: RunOptions,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      { env, timeout: TIMEOUT_MS, encoding: 'utf8' },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ exitCode, stdout, stderr });
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
