import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { endedWithin } from '../ended-within.ts';
import { firstComplaint, InspectionError } from './inspection-error.ts';

/** One `key=value` of git's configuration, passed by environment: it may hold a credential. */
export type GitConfigEntry = readonly [key: string, value: string];

export interface GitCommand {
  readonly gitDir: string;
  readonly args: readonly string[];
  readonly config?: readonly GitConfigEntry[];
}

export interface GitExit {
  readonly code: number | null;
  readonly stderr: string;
}

export interface GitChild {
  readonly name: string;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Settles when the process has ended and its output was read; never rejects. */
  readonly exited: Promise<GitExit>;
  stop(): void;
}

export interface GitSettings {
  readonly gitPath: string;
  /** An empty folder of ours that stands for the user's home. */
  readonly emptyHome: string;
  readonly maxBlobBytes: number;
  /** How long a process may take to end when it is asked to, and again when it is killed. */
  readonly endMs: number;
}

const MAX_STDERR_BYTES = 8192;
/** Above Git's own `core.bigFileThreshold`, so only what no client sends needs more in one piece. */
const MAX_ALLOCATION = '640m';

/**
 * The git processes of one push. The owner closes it: that ends every process and waits for it, so that the
 * folder they work in can be removed. One that does not end when asked is killed, and no longer read: what it started
 * may still have hold of its output.
 */
export class GitScope {
  readonly #settings: GitSettings;
  readonly #controller = new AbortController();
  readonly #children = new Map<ChildProcess, Promise<GitExit>>();

  constructor(settings: GitSettings) {
    this.#settings = settings;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends all processes; the first reason given is the one every waiting call throws. */
  fail(reason: unknown): void {
    if (!this.signal.aborted) this.#controller.abort(reason);
  }

  async close(): Promise<void> {
    const { endMs } = this.#settings;
    this.fail(new InspectionError('aborted', 'the inspection has ended'));
    if (await endedWithin(this.#children.values(), endMs)) return;
    for (const child of this.#children.keys()) kill(child);
    await endedWithin(this.#children.values(), endMs);
  }

  start(command: GitCommand): GitChild {
    this.signal.throwIfAborted();
    const child = spawn(this.#settings.gitPath, command.args, {
      env: environment(this.#settings, command),
      cwd: this.#settings.emptyHome,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const stop = () => void child.kill();
    this.signal.addEventListener('abort', stop, { once: true });
    const exited = exitOf(child).finally(() => {
      this.signal.removeEventListener('abort', stop);
      this.#children.delete(child);
    });
    this.#children.set(child, exited);
    // A process that ends early breaks its pipe; its exit says why.
    child.stdin.on('error', () => undefined);
    child.stdout.on('error', () => undefined);
    return { name: command.args[0] ?? 'git', stdin: child.stdin, stdout: child.stdout, exited, stop };
  }

  /** Runs a command to its end; answers its output, a character a byte; throws above `maxBytes`. */
  async run(
    command: GitCommand,
    options: { input?: string; maxBytes: number },
  ): Promise<{ exit: GitExit; output: string }> {
    const child = this.start(command);
    child.stdin.end(options.input ?? '');
    const output = await readAll(child, options.maxBytes);
    const exit = await child.exited;
    this.signal.throwIfAborted();
    return { exit, output };
  }

  /** Throws unless the process ended well. */
  async succeeded(child: GitChild): Promise<void> {
    const exit = await child.exited;
    this.signal.throwIfAborted();
    if (exit.code !== 0) throw gitFailed(child.name, exit);
  }
}

export function gitFailed(name: string, exit: GitExit): InspectionError {
  return new InspectionError(
    'git-failed',
    `git ${name} ended with ${exit.code}: ${firstComplaint(exit.stderr)}`,
  );
}

async function readAll(child: GitChild, maxBytes: number): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of child.stdout.setEncoding('latin1') as AsyncIterable<string>) {
    length += piece.length;
    if (length > maxBytes) {
      child.stop();
      throw new InspectionError('git-failed', `git ${child.name} wrote more than ${maxBytes} bytes`);
    }
    pieces.push(piece);
  }
  return pieces.join('');
}

function kill(child: ChildProcess): void {
  child.kill('SIGKILL');
  for (const pipe of child.stdio) pipe?.destroy();
}

function exitOf(child: ChildProcess): Promise<GitExit> {
  let stderr = '';
  child.stderr?.setEncoding('latin1').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_BYTES);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, stderr: `fatal: ${error.message}` }));
    child.once('close', (code) => resolve({ code, stderr }));
  });
}

/** Nothing of the user's own settings, and no program of theirs, has a part in an inspection. */
function environment(settings: GitSettings, command: GitCommand): NodeJS.ProcessEnv {
  const config: readonly GitConfigEntry[] = [
    ['core.bigFileThreshold', String(settings.maxBlobBytes)],
    ['core.hooksPath', '/dev/null'],
    ['core.quotePath', 'true'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ['protocol.allow', 'never'],
    ['protocol.http.allow', 'always'],
    ['protocol.https.allow', 'always'],
    ...(command.config ?? []),
  ];
  return {
    ...inherited('PATH', 'SystemRoot', 'TMPDIR', 'TEMP'),
    HOME: settings.emptyHome,
    XDG_CONFIG_HOME: settings.emptyHome,
    LC_ALL: 'C',
    GIT_DIR: command.gitDir,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOC_LIMIT: MAX_ALLOCATION,
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

function inherited(...names: string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
