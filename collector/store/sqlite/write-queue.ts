import type { DatabaseSync } from 'node:sqlite';
import type { StoreLimits } from '../store.ts';
import { overloaded, StoreError } from '../store-error.ts';

interface Waiting {
  /** Gives what to call once it is on the disk. Throws when it left nothing behind. */
  readonly attempt: () => () => void;
  readonly reject: (cause: unknown) => void;
}

/** More would keep what waits for the disk waiting for each other. */
const MAX_GROUP = 64;

/**
 * Owner of the database's write transactions. What is asked for while the program reads its sockets is stored in one
 * transaction, which reaches the disk once for all of it.
 */
export class WriteQueue {
  readonly #database: DatabaseSync;
  readonly #maxWaiting: number;
  #waiting: Waiting[] = [];
  #isScheduled = false;
  #isClosed = false;

  constructor(database: DatabaseSync, { maxWaitingWrites }: StoreLimits) {
    this.#database = database;
    this.#maxWaiting = maxWaitingWrites;
  }

  /**
   * Resolves when all that `work` wrote is on the disk. When it throws, nothing of it is, and nothing else is lost.
   * Rejects with StoreError: `closed`, `overloaded`.
   */
  run<T>(work: () => T): Promise<T> {
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(overloaded(this.#maxWaiting));
    return this.runOwn(work);
  }

  /** The same for what the program does of its own accord, one at a time: no caller can make more of it. */
  runOwn<T>(work: () => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StoreError('closed', 'the database is closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ reject, attempt: () => resolved(this.#attempt(work), resolve) });
      this.#schedule();
    });
  }

  /** Stores what waits, and takes no more. */
  close(): void {
    this.#isClosed = true;
    while (this.#waiting.length > 0) this.#storeGroup();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#storeGroup();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #storeGroup(): void {
    const group = this.#waiting.slice(0, MAX_GROUP);
    this.#waiting = this.#waiting.slice(MAX_GROUP);
    if (group.length === 0) return;
    let done: readonly (() => void)[];
    try {
      done = inTransaction(this.#database, () => group.map(outcomeOf));
    } catch (cause) {
      for (const { reject } of group) reject(cause);
      return;
    }
    for (const each of done) each();
  }

  #attempt<T>(work: () => T): T {
    if (!this.#database.isTransaction)
      throw new StoreError('cut-short', 'the transaction ended before this was stored');
    this.#database.exec('SAVEPOINT one');
    try {
      const result = work();
      this.#database.exec('RELEASE one');
      return result;
    } catch (cause) {
      // A full disk ends the whole transaction: there is no savepoint to go back to, and the COMMIT fails for all.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK TO one; RELEASE one');
      throw cause;
    }
  }
}

/** Runs `work` as one transaction: all of it is stored, or, when it throws, nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function resolved<T>(result: T, resolve: (result: T) => void): () => void {
  return () => resolve(result);
}

function outcomeOf({ attempt, reject }: Waiting): () => void {
  try {
    return attempt();
  } catch (cause) {
    return () => reject(cause);
  }
}
