import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';
import { hashToken } from './known-tokens.ts';
import { ensureLocalTokens, localTokenPaths } from './local-tokens.ts';

let directory: string;
let store: Store;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-tokens-'));
  store = openSqliteStore(directory);
  await ensureLocalTokens(directory, store.tokens);
});

afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const ROLES = ['agent', 'developer', 'reviewer', 'auditor', 'policy-publisher', 'gateway', 'admin'] as const;

function read(role: (typeof ROLES)[number]): string {
  return readFileSync(localTokenPaths(directory)[role], 'utf8').trim();
}

test.each(ROLES)('the token of %s is random, for its owner alone, and known by its hash', async (role) => {
  expect(Buffer.from(read(role), 'base64url')).toHaveLength(32);
  expect(statSync(localTokenPaths(directory)[role]).mode & 0o777).toBe(0o600);
  const row = (await store.tokens.all()).find(({ name }) => name === role);
  expect(row?.role).toBe(role);
  expect(Buffer.from(row?.hash ?? [])).toEqual(hashToken(read(role)));
});

test('every token is another one, and none of them is in the database', () => {
  const tokens = ROLES.map(read);
  expect(new Set(tokens).size).toBe(ROLES.length);
  const database = readFileSync(join(directory, 'collector.db-wal'), 'latin1');
  for (const token of tokens) expect(database).not.toContain(token);
});

test('they are different people to the rules, but for the agent, which is the developer', async () => {
  const tokens = await store.tokens.all();
  const subjects = Object.fromEntries(tokens.map(({ name, subject }) => [name, subject]));
  expect(subjects).toEqual({
    agent: 'developer',
    developer: 'developer',
    reviewer: 'reviewer',
    auditor: 'auditor',
    'policy-publisher': 'policy-publisher',
    gateway: 'gateway',
    admin: 'admin',
  });
});

test('a start that finds them leaves them as they are', async () => {
  const before = ROLES.map(read);
  await ensureLocalTokens(directory, store.tokens);
  expect(ROLES.map(read)).toEqual(before);
});

test.each<[string, (path: string) => void]>([
  ['removed', (path) => rmSync(path)],
  ['replaced', (path) => writeFileSync(path, 'chosen-by-somebody')],
  ['emptied', (path) => writeFileSync(path, '')],
])('a token file that was %s gets a new token, and the old one is worth nothing', async (_name, harm) => {
  const old = hashToken(read('reviewer'));
  harm(localTokenPaths(directory).reviewer);
  await ensureLocalTokens(directory, store.tokens);
  const hashes = (await store.tokens.all()).map(({ hash }) => Buffer.from(hash).toString('hex'));
  expect(hashes).not.toContain(old.toString('hex'));
  expect(hashes).not.toContain(hashToken('chosen-by-somebody').toString('hex'));
  expect(hashes).toContain(hashToken(read('reviewer')).toString('hex'));
});
