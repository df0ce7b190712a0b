import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type ProgramName, programUrl } from './programs.ts';

/** A program of the benchmark in a process of its own. */
export interface Child<Ready> {
  readonly pid: number;
  /** The line of JSON with which it said that it can be used. */
  readonly ready: Ready;
  stop(): Promise<void>;
}

const STOP_AFTER_MS = 5000;

/** Starts a program with the names of the benchmark resolved to loopback, and waits until it is ready. */
export async function startChild<Ready>(
  program: ProgramName,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Child<Ready>> {
  const preload = ['--import', programUrl('loopback-names').href];
  const child = spawn(process.execPath, [...preload, fileURLToPath(programUrl(program)), ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = lastWords(child);
  const line = await firstLine(child);
  if (line === null) throw new Error(`${program} ended before it was ready: ${said()}`);
  return { pid: child.pid ?? 0, ready: JSON.parse(line) as Ready, stop: () => stop(child) };
}

const MAX_WORDS = 4000;

/** What the program said last on standard error; some contenders talk all the time. */
function lastWords(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MAX_WORDS);
  });
  return () => words;
}

async function firstLine(child: ChildProcess): Promise<string | null> {
  if (child.stdout === null) return null;
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume();
    if (line.startsWith('{')) return line;
  }
  return null;
}

/** Programs of the benchmark end when their standard input does; one that does not is killed. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_AFTER_MS);
  await exited;
  clearTimeout(timer);
}
