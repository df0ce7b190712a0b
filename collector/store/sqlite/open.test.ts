import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from './open.ts';

let directory: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'countersign-store-')), 'collector');
  await openSqliteStore(directory).close();
});

afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

test('a database of a newer program is not opened', () => {
  const database = new DatabaseSync(join(directory, 'collector.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => openSqliteStore(directory)).toThrow(expect.objectContaining({ code: 'too-new' }));
});

test('only its owner can look into the folder and the database', () => {
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, 'collector.db')).mode & 0o777).toBe(0o600);
});

test('a commit is on the disk before it is answered', () => {
  const database = new DatabaseSync(join(directory, 'collector.db'));
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
});
