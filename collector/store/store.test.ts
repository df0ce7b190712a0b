import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askFor } from '../../test/support/collector.ts';
import type { Transition } from './approvals.ts';
import { openStore, type Store } from './store.ts';

let directory: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'countersign-store-')), 'collector');
});

afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

const ID = 'a'.repeat(20);
const CLAIM: Transition = {
  change: { kind: 'claim', exchange: 'x' },
  by: 'developer',
  at: 50,
  state: { kind: 'claimed', exchange: 'x' },
  dueAt: null,
};

function withGrant(store: Store): void {
  store.approvals.add({ id: ID, digest: 'd', ask: askFor(), askedAt: 1, expiresAt: 100 });
  const read = store.approvals.byId(ID);
  if (read === null) throw new Error('the approval was not stored');
  const state = { kind: 'granted', validUntil: new Date(100).toISOString() } as const;
  store.approvals.move(read, { ...CLAIM, change: { kind: 'cancel' }, state, dueAt: 100 });
}

test('a database of a newer program is not opened', () => {
  openStore(directory).close();
  const database = new DatabaseSync(join(directory, 'collector.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => openStore(directory)).toThrow(expect.objectContaining({ code: 'too-new' }));
});

test('only its owner can look into the folder and the database', () => {
  openStore(directory).close();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, 'collector.db')).mode & 0o777).toBe(0o600);
});

test('a commit is on the disk before it is answered', () => {
  openStore(directory).close();
  const database = new DatabaseSync(join(directory, 'collector.db'));
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
});

test('of two processes that read the same grant one takes it', () => {
  const [one, other] = [openStore(directory), openStore(directory)];
  withGrant(one);
  const [read, readToo] = [one.approvals.byId(ID), other.approvals.byId(ID)];
  if (read === null || readToo === null) throw new Error('the approval was not stored');
  expect(one.approvals.move(read, CLAIM)).toBe(true);
  expect(other.approvals.move(readToo, CLAIM)).toBe(false);
  expect(other.approvals.history(ID)).toHaveLength(3);
  one.close();
  other.close();
});

test.each([
  ['before its end', 99, true],
  ['at its end', 100, false],
])('a grant is taken %s: %d', (_name, at, taken) => {
  const store = openStore(directory);
  withGrant(store);
  const read = store.approvals.byId(ID);
  if (read === null) throw new Error('the approval was not stored');
  expect(store.approvals.move(read, { ...CLAIM, at })).toBe(taken);
  expect(store.approvals.byId(ID)?.state.kind).toBe(taken ? 'claimed' : 'granted');
  store.close();
});

test('there are never two live approvals for one digest', () => {
  const store = openStore(directory);
  withGrant(store);
  const again = { id: 'b'.repeat(20), digest: 'd', ask: askFor(), askedAt: 1, expiresAt: 100 };
  expect(() => store.approvals.add(again)).toThrow(/UNIQUE/);
  store.close();
});

test('a transaction that throws leaves nothing behind', () => {
  const store = openStore(directory);
  const failing = () =>
    store.transaction(() => {
      withGrant(store);
      throw new Error('stop');
    });
  expect(failing).toThrow('stop');
  expect(store.approvals.byId(ID)).toBeNull();
  store.close();
});
