import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentKeyError, openAgentKey } from './agent-key.ts';

let home: string;
let path: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'agent-key-'));
  path = join(home, 'agent', 'key.pem');
});

afterEach(() => rm(home, { recursive: true }));

async function codeOf(opening: Promise<unknown>): Promise<string> {
  return opening.then(
    () => 'opened',
    (error: unknown) => (error instanceof AgentKeyError ? error.code : Promise.reject(error)),
  );
}

function pem(type: 'ed25519' | 'x25519'): string {
  const { privateKey } = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('a key that this agent would not have made is refused', () => {
  beforeEach(() => mkdir(join(home, 'agent'), { mode: 0o700 }));

  test.each([0o640, 0o604, 0o660, 0o644, 0o610, 0o777])('mode %o', async (mode) => {
    await writeFile(path, pem('ed25519'));
    await chmod(path, mode);
    expect(await codeOf(openAgentKey(home))).toBe('too-permissive');
  });

  test.each([
    ['an empty file', ''],
    ['half a key', pem('ed25519').slice(0, 60)],
    ['a key of another kind', pem('x25519')],
    ['text', 'hunter2'],
  ])('%s', async (_name, text) => {
    await writeFile(path, text, { mode: 0o600 });
    expect(await codeOf(openAgentKey(home))).toBe('not-ed25519');
    expect(await readFile(path, 'latin1')).toBe(text);
  });

  test('a link to a key elsewhere', async () => {
    await writeFile(join(home, 'elsewhere.pem'), pem('ed25519'), { mode: 0o600 });
    await symlink(join(home, 'elsewhere.pem'), path);
    expect(await codeOf(openAgentKey(home))).toBe('not-a-file');
  });

  test('a folder in its place', async () => {
    await mkdir(path);
    expect(await codeOf(openAgentKey(home))).toBe('not-a-file');
  });

  test('a pipe in its place', async () => {
    execFileSync('mkfifo', ['-m', '600', path]);
    expect(await codeOf(openAgentKey(home))).toBe('not-a-file');
  });

  test.runIf(process.getuid?.() === 0)('the file of another user', async () => {
    await writeFile(path, pem('ed25519'), { mode: 0o600 });
    await chown(path, 12_345, 12_345);
    expect(await codeOf(openAgentKey(home))).toBe('foreign-owner');
  });
});

test('the first use makes a key that only its owner can read, and nothing besides', async () => {
  await openAgentKey(home);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(home, 'agent'))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(home, 'agent'))).toEqual(['key.pem']);
});

test('the second use finds the same key', async () => {
  const first = await openAgentKey(home);
  expect((await openAgentKey(home)).id).toBe(first.id);
});

test('agents that start together get one key', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => openAgentKey(home)));
  expect(new Set(keys.map((key) => key.id)).size).toBe(1);
  expect(await readdir(join(home, 'agent'))).toEqual(['key.pem']);
});

test('the id is the hash of the public key, under which its signatures hold', async () => {
  const key = await openAgentKey(home);
  const publicKey = createPublicKey({ key: key.publicKeyDer, type: 'spki', format: 'der' });
  const bytes = Buffer.from('a record');
  expect(key.id).toBe(createHash('sha256').update(key.publicKeyDer).digest('hex'));
  expect(verify(null, bytes, publicKey, key.sign(bytes))).toBe(true);
});

test('nothing of the private key shows in the opened one', async () => {
  const key = await openAgentKey(home);
  expect(Object.keys(key).sort()).toEqual(['id', 'publicKeyDer', 'sign']);
});
