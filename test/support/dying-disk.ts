import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** How a process dies in what it does to the disk: before the step, or with half of what it writes written. */
export type Death = 'before' | 'half-way';

/** A disk below `folder` whose process dies at a step: nothing after that is done. */
export interface DyingDisk {
  /** Names of the steps that change something, in the order in which they were begun. */
  readonly steps: readonly string[];
  readonly hasDied: boolean;
  restore(): void;
}

const DEAD = 'the process is dead';
type Call = (...args: readonly unknown[]) => unknown;

/**
 * Stands in for `kill -9` at every step of what a process does to files: the steps before it stay done, as they do
 * when a process is killed, and from it on each fails. `dieAt` counts from 0; Infinity only lists them.
 */
export function dyingDisk(folder: string, dieAt: number, death: Death): DyingDisk {
  const steps: string[] = [];
  const ours = new WeakSet<object>();
  const undo: (() => void)[] = [];
  let hasDied = false;
  const step = (name: string, half: () => unknown = () => undefined): void => {
    if (!hasDied && steps.length === dieAt) {
      if (death === 'half-way') half();
      hasDied = true;
    }
    if (hasDied) throw new Error(DEAD);
    steps.push(name);
  };
  const patch = (owner: object, name: string, make: (original: Call) => Call): void => {
    const original: Call = Reflect.get(owner, name);
    Reflect.set(owner, name, make(original));
    undo.push(() => Reflect.set(owner, name, original));
  };
  const isOurs = (path: unknown): boolean => typeof path === 'string' && path.startsWith(folder);
  for (const name of ['mkdir', 'rename', 'rm', 'link', 'unlink', 'symlink', 'chmod'] as const) {
    patch(fs.promises, name, (original) => async (...args) => {
      if (isOurs(args[0])) step(name);
      return original(...args);
    });
  }
  patch(fs, 'writeFileSync', (original) => (...args) => {
    const [path, content] = args;
    if (isOurs(path))
      step('writeFileSync', () => original(path, String(content).slice(0, String(content).length / 2)));
    return original(...args);
  });
  patch(fs.promises, 'open', (original) => async (...args) => {
    if (isOurs(args[0]) && args[1] !== 'r') step(`open ${String(args[1])}`);
    const handle = (await original(...args)) as FileHandle;
    if (isOurs(args[0])) own(handle);
    return handle;
  });
  syncBuiltinESMExports();

  function own(handle: FileHandle): void {
    if (ours.has(handle)) return;
    ours.add(handle);
    const writeFile: FileHandle['writeFile'] = handle.writeFile.bind(handle);
    const sync: FileHandle['sync'] = handle.sync.bind(handle);
    handle.writeFile = async (content) => {
      const bytes = content as Uint8Array;
      try {
        step('write');
      } catch (cause) {
        if (death === 'half-way' && steps.length === dieAt)
          await writeFile(bytes.subarray(0, bytes.length / 2));
        throw cause;
      }
      await writeFile(bytes);
    };
    handle.sync = async () => {
      step('sync');
      await sync();
    };
  }

  return {
    steps,
    get hasDied() {
      return hasDied;
    },
    restore() {
      for (const each of undo.reverse()) each();
      syncBuiltinESMExports();
    },
  };
}
