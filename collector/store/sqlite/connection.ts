import type { DatabaseSync } from 'node:sqlite';
import type { WriteQueue } from './write-queue.ts';

/** The one connection of a process. Reads go to the database itself: no write is ever half done when one runs. */
export interface SqliteConnection {
  readonly database: DatabaseSync;
  readonly writes: WriteQueue;
}
