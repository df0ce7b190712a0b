import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CrashPoint } from './crash-point.ts';

const CRASH_POINTS = join(import.meta.dirname, 'crash-points.ts');

/** A program of `test/support` in a process that kills itself, or others, at a step. */
export interface CrashingProcess {
  /** The first line that it said. */
  readonly first: string;
  arm(point: CrashPoint): Promise<void>;
  /** Resolves when the point was reached and who had to die there was killed. */
  reached(): Promise<void>;
  isDead(): boolean;
  /** Resolves with the signal that ended it. */
  readonly died: Promise<NodeJS.Signals | null>;
  kill(): Promise<void>;
}

/** Starts it and waits for its first line. `onLine` hears all others but those of the crash points. */
export async function startCrashing(
  program: string,
  args: readonly string[],
  onLine: (line: string) => void = () => {},
): Promise<CrashingProcess> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', CRASH_POINTS, join(import.meta.dirname, program), ...args],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error(`${program} has no input or output`);
  // Whoever arms a process that is dead learns of it by its death.
  stdin.on('error', () => {});
  const died = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const marks = new EventTarget();
  const first = Promise.withResolvers<string>();
  const lines = createInterface({ input: stdout });
  lines.once('line', (begin) => {
    first.resolve(begin);
    lines.on('line', (line) => {
      if (line === 'armed' || line === 'reached') marks.dispatchEvent(new Event(line));
      else onLine(line);
    });
  });
  void died.then(() => first.reject(new Error(`${program} ended before it said anything`)));
  const mark = (name: string): Promise<void> =>
    new Promise((resolve) => marks.addEventListener(name, () => resolve(), { once: true }));
  let reached = Promise.resolve();
  return {
    first: await first.promise,
    died,
    isDead: () => child.exitCode !== null || child.signalCode !== null,
    arm: async (point) => {
      const isArmed = mark('armed');
      reached = mark('reached');
      stdin.write(`${JSON.stringify(point)}\n`);
      await Promise.race([isArmed, died]);
    },
    reached: () => Promise.race([reached, died.then(() => {})]),
    kill: async () => {
      child.kill('SIGKILL');
      await died;
    },
  };
}
