import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite';
import { openCollectorKey } from '../identity/collector-key.ts';
import { logSigner } from '../log/log-signer.ts';
import { createRecordLog } from '../log/record-log.ts';
import { replaceFile, syncFolder } from '../log/replace-file.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import { BackupError } from './backup-error.ts';

/** Names in a collector's folder and in a backup of it. The log's files follow from the database. */
export const DATABASE_FILE = 'collector.db';
export const KEY_FILE = 'key.pem';
/** Who signed in and who read what. */
export const ACCESS_FOLDER = 'access';
/** The signed head of the tree in the database of the backup. */
export const HEAD_FILE = 'checkpoint';

export interface BackedUp {
  readonly records: number;
}

/**
 * Copies the database, the signing key and the access journal of the collector in `directory`, which may run meanwhile,
 * into the new folder `to`: one moment of it, with a signed checkpoint of that. Throws BackupError.
 */
export async function backUp(directory: string, to: string): Promise<BackedUp> {
  const [database, key] = [join(directory, DATABASE_FILE), join(directory, KEY_FILE)];
  if (!existsSync(database) || !existsSync(key)) {
    throw new BackupError('nothing-there', `${directory} has no database with a key beside it`);
  }
  if (existsSync(to)) throw new BackupError('not-empty', `${to} is there already`);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const source = new DatabaseSync(database);
  try {
    await copyDatabase(source, join(to, DATABASE_FILE));
  } finally {
    source.close();
  }
  copyFileSync(key, join(to, KEY_FILE));
  // After the database, which has the journal's end of some moment before.
  copyAccess(directory, to);
  for (const name of [DATABASE_FILE, KEY_FILE]) chmodSync(join(to, name), 0o600);
  const store = openSqliteStore(to);
  try {
    const log = createRecordLog(store.log, logSigner(openCollectorKey(to)));
    const records = await log.size();
    await replaceFile(join(to, HEAD_FILE), await log.checkpoint(records));
    await syncFolder(to);
    return { records };
  } finally {
    await store.close();
  }
}

export function copyAccess(from: string, to: string): void {
  const [journal, copy] = [join(from, ACCESS_FOLDER), join(to, ACCESS_FOLDER)];
  if (existsSync(journal)) cpSync(journal, copy, { recursive: true });
}
