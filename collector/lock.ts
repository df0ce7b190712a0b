import { DatabaseSync } from 'node:sqlite';
import { CollectorStartError } from './start-error.ts';

export interface Lock {
  release(): void;
}

/**
 * Locks `path` for this collector alone. Two on one folder would sign two logs with one key. The system drops the
 * lock when the process dies, however it dies. Throws CollectorStartError `locked`.
 */
export function lock(path: string): Lock {
  const database = new DatabaseSync(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!isBusy(cause)) throw cause;
    throw new CollectorStartError('locked', `another process holds ${path}`, {
      hint: 'a collector with this home is running already; stop it, or use another COUNTERSIGN_HOME',
      cause,
    });
  }
  return { release: () => database.close() };
}

const SQLITE_BUSY = 5;

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
}
