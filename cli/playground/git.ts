import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { PlaygroundError } from './playground-error.ts';

export interface GitRun {
  readonly cwd: string;
  readonly args: readonly string[];
  /** Written to standard input. */
  readonly input?: string | Uint8Array;
  /** After which git is ended; one minute when nothing is said. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;

/** What is kept of each of git's outputs; more is read and thrown away. */
const MAX_OUTPUT_CHARS = 64 * 1024;

/**
 * An environment for git in which only what is given here counts: no configuration of the machine or the user, no
 * repository of the folder it was started from, no question on the terminal.
 */
export function plainGitEnvironment(): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: devNull,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** Runs git and returns what it printed, without the last line end. Throws PlaygroundError when git fails. */
export function runGit({ cwd, args, input, timeoutMs = TIMEOUT_MS }: GitRun): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = plainGitEnvironment();
    const child = spawn('git', [...args], { cwd, env, stdio: 'pipe', timeout: timeoutMs });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(0, MAX_OUTPUT_CHARS);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(0, MAX_OUTPUT_CHARS);
    });
    // A git that ended before it read its input says why on standard error.
    child.stdin.on('error', () => {}).end(input ?? '');
    child.on('error', (error) => reject(gitMissing(error.message)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout.trimEnd());
      else reject(gitFailed(`git ${args[0] ?? ''} ended with ${code ?? signal}: ${stderr.trim()}`));
    });
  });
}

function gitMissing(reason: string): PlaygroundError {
  return new PlaygroundError('git-missing', `git cannot be run: ${reason}`, 'install git 2.31 or newer');
}

function gitFailed(message: string): PlaygroundError {
  return new PlaygroundError('git-failed', message, 'remove the playground folder and start again');
}
