import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What git said and how it ended. */
export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A person with a clone: runs the real git, with nothing of this machine's configuration. */
export interface Developer {
  readonly clone: string;
  git(...args: readonly string[]): Promise<GitResult>;
  /** Like `git`, and fails the test when git does. */
  must(...args: readonly string[]): Promise<string>;
  /** Like `must`, with something on standard input. */
  feed(input: Uint8Array, ...args: readonly string[]): Promise<string>;
  /** Runs git with a signal that kills it. */
  gitUntil(signal: AbortSignal, ...args: readonly string[]): Promise<GitResult>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  append(path: string, content: string): Promise<void>;
  /** Commits everything in the work tree and returns the commit's id. */
  commit(message: string): Promise<string>;
}

export function developer(clone: string, home: string): Developer {
  const git = (...args: readonly string[]) => run(args, { cwd: clone, home });
  const checked = async (args: readonly string[], input: Uint8Array | null) => {
    const result = await run(args, { cwd: clone, home, input });
    if (result.code !== 0)
      throw new Error(`git ${args.join(' ')} ended with ${result.code}:\n${result.stderr}`);
    return result.stdout.trim();
  };
  const must = (...args: readonly string[]) => checked(args, null);
  return {
    clone,
    git,
    must,
    feed: (input, ...args) => checked(args, input),
    gitUntil: (signal, ...args) => run(args, { cwd: clone, home, signal }),
    async write(path, content) {
      await mkdir(dirname(join(clone, path)), { recursive: true });
      await writeFile(join(clone, path), content);
    },
    append: (path, content) => appendFile(join(clone, path), content),
    async commit(message) {
      await must('add', '--all');
      await must('commit', '--quiet', '--allow-empty', '--message', message);
      return headOf(join(clone, '.git'));
    },
  };
}

/** The commit that was just made, whose ref is a file of its own; without starting git once more (gitrepository-layout). */
export function headOf(gitDir: string): string {
  const head = readFileSync(join(gitDir, 'HEAD'), 'utf8').trim();
  return head.startsWith('ref: ') ? readFileSync(join(gitDir, head.slice(5)), 'utf8').trim() : head;
}

/** Runs git away from this machine's configuration, proxies and certificates. */
export function run(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly home: string;
    readonly signal?: AbortSignal;
    readonly input?: Uint8Array | null;
    /** Besides the little that git is left with. */
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<GitResult> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: options.home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Dev Eloper',
    GIT_AUTHOR_EMAIL: 'developer@example.test',
    GIT_COMMITTER_NAME: 'Dev Eloper',
    GIT_COMMITTER_EMAIL: 'developer@example.test',
    ...options.environment,
  };
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], { cwd: options.cwd, env, detached: true, stdio: 'pipe' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? undefined);
    options.signal?.addEventListener('abort', () => killGroup(child), { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
  });
}

/** Git and the helpers it started, which would else wait on for the answer to a push that nobody wants any more. */
function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
}
