import { execFile } from 'node:child_process';

/** One command of the system. `asRoot` says whose right it needs, not how that is got. */
export interface SystemCommand {
  /** Absolute: what runs as root is not looked up in a path that a user sets. */
  readonly program: string;
  readonly args: readonly string[];
  readonly asRoot: boolean;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type RunCommand = (command: SystemCommand) => Promise<CommandResult>;

/** Long enough for a person to give a password. */
const TIMEOUT_MS = 5 * 60 * 1000;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
const NOT_FOUND = 127;

/** Runs commands without a shell; what needs root and is not started by root goes through sudo, which asks. */
export function systemRunner(userId: number | undefined): RunCommand {
  return (command) => {
    const { program, args, asRoot } = command;
    return asRoot && userId !== undefined && userId !== 0
      ? runFile('/usr/bin/sudo', ['--', program, ...args])
      : runFile(program, args);
  };
}

function runFile(program: string, args: readonly string[]): Promise<CommandResult> {
  const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, encoding: 'utf8' } as const;
  return new Promise((resolve) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve({ exitCode: 0, stdout, stderr });
      if (typeof error.code === 'number') return resolve({ exitCode: error.code, stdout, stderr });
      const exitCode = error.code === 'ENOENT' ? NOT_FOUND : 1;
      resolve({ exitCode, stdout, stderr: stderr === '' ? `${program}: ${error.message}` : stderr });
    });
  });
}
