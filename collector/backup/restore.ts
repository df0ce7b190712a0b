import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readCheckpoint } from '../../protocol/log-receipt.ts';
import { MerkleError } from '../../protocol/merkle/merkle-error.ts';
import { equalBytes } from '../../protocol/merkle/tree-hash.ts';
import { CollectorKeyError, openCollectorKey } from '../identity/collector-key.ts';
import { logSigner } from '../log/log-signer.ts';
import { createRecordLog } from '../log/record-log.ts';
import { syncFolder } from '../log/replace-file.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import { ACCESS_FOLDER, type BackedUp, copyAccess, DATABASE_FILE, HEAD_FILE, KEY_FILE } from './backup.ts';
import { BackupError } from './backup-error.ts';

/**
 * Puts the backup in `from` in the place of a collector's folder, which must not have a database, once it is shown to be
 * whole: the database is undamaged, and its tree is the one that the key of the backup signed. Throws BackupError.
 */
export async function restore(from: string, directory: string): Promise<BackedUp> {
  for (const name of [DATABASE_FILE, KEY_FILE, HEAD_FILE]) {
    if (!existsSync(join(from, name))) throw new BackupError('not-one', `${from} has no file ${name}`);
  }
  for (const name of [DATABASE_FILE, KEY_FILE, ACCESS_FOLDER, 'log']) {
    if (existsSync(join(directory, name))) throw new BackupError('not-empty', `${directory} has a ${name}`);
  }
  requireUndamaged(join(from, DATABASE_FILE));
  const records = await requireSigned(from);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  copyAccess(from, directory);
  for (const name of [KEY_FILE, DATABASE_FILE]) copyFileSync(join(from, name), join(directory, name));
  await syncFolder(directory);
  return { records };
}

function requireUndamaged(path: string): void {
  let said: unknown;
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    said = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
    database.close();
  } catch (cause) {
    throw new BackupError('damaged', `${path} cannot be read as a database`, { cause });
  }
  if (said !== 'ok') throw new BackupError('damaged', `${path} is damaged`);
}

async function requireSigned(from: string): Promise<number> {
  const store = openSqliteStore(from);
  try {
    const signer = logSigner(openCollectorKey(from));
    const log = createRecordLog(store.log, signer);
    const { size, root } = readCheckpoint(readFileSync(join(from, HEAD_FILE), 'utf8'), signer);
    const records = await log.size();
    if (size === records && equalBytes(root, await log.root(size))) return records;
    throw new BackupError(
      'damaged',
      `the checkpoint is of ${size} records, the database has ${records} or others`,
    );
  } catch (cause) {
    if (!(cause instanceof MerkleError || cause instanceof CollectorKeyError)) throw cause;
    throw new BackupError('damaged', `the key or the checkpoint of ${from} does not fit: ${cause.message}`, {
      cause,
    });
  } finally {
    await store.close();
  }
}
