import { DatabaseSync } from 'node:sqlite';
import { JournalError } from './journal-error.ts';

export interface Lock {
  release(): void;
}

/**
 * Locks `path` for this journal alone. Node has no file locks of its own; SQLite has them on every platform, and
 * the system drops them when the process dies, however it dies, so that no stale lock has to be judged.
 * Nothing else may open the file: closing it anywhere in this process would let go of the lock.
 */
export function lock(path: string): Lock {
  const database = new DatabaseSync(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (isBusy(cause)) {
      throw new JournalError('locked', `another process holds ${path}`, {
        hint: 'an agent with this home is running already; stop it, or use another COUNTERSIGN_HOME',
      });
    }
    throw cause;
  }
  return { release: () => database.close() };
}

const SQLITE_BUSY = 5;

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
}
