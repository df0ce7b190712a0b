import { DatabaseSync } from 'node:sqlite';
import { integer } from '../row.ts';
import { StoreError } from '../store-error.ts';
import { MIGRATIONS } from './migrations.ts';
import { inTransaction } from './write-queue.ts';

const BUSY_TIMEOUT_MS = 5000;
/** Pages that are kept in memory; with SQLite's own 2 MiB the upper pages of the indexes are read again and again. */
const CACHE_KIB = 64 * 1024;
/** After so many, what was committed is moved into the database: upper pages of its indexes, which each commit changes, once for all. */
const WAL_PAGES = 4000;

/** Opens the database and brings its schema up to date. Throws StoreError when a newer program wrote it. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // FULL: what an agent was told is stored must survive a loss of power, since the agent then forgets it.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
    database.exec(`PRAGMA wal_autocheckpoint = ${WAL_PAGES}`);
    // What is deleted is overwritten, not only forgotten.
    database.exec('PRAGMA secure_delete = ON');
    database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync): void {
  inTransaction(database, () => {
    const version = schemaVersion(database);
    if (version > MIGRATIONS.length) {
      throw new StoreError(
        'too-new',
        `the database has schema version ${version}, this program knows ${MIGRATIONS.length}`,
      );
    }
    for (const step of MIGRATIONS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function schemaVersion(database: DatabaseSync): number {
  return integer(database.prepare('PRAGMA user_version').get(), 'user_version');
}
