import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import process from 'node:process';

/** Linux: files that are in memory only. */
const IN_MEMORY = '/dev/shm';
/** Several times what all tests have on disk at once. */
const ROOM_BYTES = 4 * 1024 ** 3;
const SPARE_MEMORY_BYTES = 2 * ROOM_BYTES;

/**
 * Puts the temporary files of a run into memory, where there is room: what is tested waits for every record to be on
 * disk, and four files at a time wait for the same disk. That nobody syncs less than it says is no matter of which
 * disk it is.
 */
export function setup(): void {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return;
  // Short: paths of sockets below it have a limit.
  const folder = mkdtempSync(`${IN_MEMORY}/cs-`);
  // Servers of other users work in it, as they do in /tmp.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

function hasRoom(): boolean {
  if (process.platform !== 'linux' || process.availableMemory() < SPARE_MEMORY_BYTES) return false;
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
