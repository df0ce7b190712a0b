import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { CrashPoint } from './crash-point.ts';

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
  const child: ChildProcess = spawn(process.execPath, [await bundled(program), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
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

const bundles = new Map<string, Promise<string>>();

/** Removes the files that programs were started from. */
export async function removeBundles(): Promise<void> {
  for (const bundle of bundles.values()) await rm(dirname(await bundle), { recursive: true, force: true });
  bundles.clear();
}

/** One file of the program and the crash points before it, as loading the parts again and again is what a round costs. */
function bundled(program: string): Promise<string> {
  const known = bundles.get(program) ?? bundle(program);
  bundles.set(program, known);
  return known;
}

const REQUIRE = `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire('${import.meta.url}');`;

async function bundle(program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-crash-'));
  const outfile = join(folder, program.replace(/\.ts$/, '.mjs'));
  await build({
    stdin: {
      contents: `import './crash-points.ts'; import './${program}';`,
      resolveDir: import.meta.dirname,
    },
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', target: 'node24', banner: { js: REQUIRE } },
    // What these programs can load and never do.
    ...{ external: ['pg-native'], loader: { '.node': 'empty' } },
  });
  return outfile;
}
