import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Linux: files that are in memory only. */
const IN_MEMORY = '/dev/shm';
/** Several times what all tests have on disk at once. */
const ROOM_BYTES = 4 * 1024 ** 3;
const SPARE_MEMORY_BYTES = 2 * ROOM_BYTES;

let folder: string | null = null;

/**
 * Gives a run a folder of its own for all that is temporary, in memory where there is room: what is tested waits for
 * every record to be on disk, and four files at a time would wait for the same one. Programs that tests start find
 * there what the one before them compiled.
 */
export function setup(): void {
  if (folder !== null) return;
  // Short: paths of sockets below it have a limit.
  const made = mkdtempSync(join(hasRoom() ? IN_MEMORY : tmpdir(), 'cs-'));
  folder = made;
  // Servers of other users work in it, as they do in /tmp.
  chmodSync(made, 0o1777);
  process.env['TMPDIR'] = made;
  process.env['NODE_COMPILE_CACHE'] = join(made, 'compiled');
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
}

function hasRoom(): boolean {
  if (process.platform !== 'linux' || process.env['TMPDIR'] !== undefined) return false;
  if (process.availableMemory() < SPARE_MEMORY_BYTES) return false;
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ROOM_BYTES && runsPrograms();
  } catch {
    return false;
  }
}

/** Containers are often given one that starts no programs; some tests write a program and start it (proc_mounts(5)). */
function runsPrograms(): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const options = mounts.map((line) => line.split(' ')).findLast(([, at]) => at === IN_MEMORY)?.[3];
  return options !== undefined && !options.split(',').includes('noexec');
}
