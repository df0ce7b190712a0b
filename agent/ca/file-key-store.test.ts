import { generateKeyPairSync } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileKeyStore } from './file-key-store.ts';
import { openKeyStore } from './key-store.ts';

const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const OTHER = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

let home: string;
let path: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-key-'));
  path = join(home, 'ca', 'root-key.pem');
});

afterEach(() => rm(home, { recursive: true }));

it('holds nothing at first', async () => {
  expect(await fileKeyStore(home).read()).toBeNull();
});

it('keeps a key for its owner alone', async () => {
  await fileKeyStore(home).create(KEY);
  expect((await fileKeyStore(home).read())?.equals(KEY)).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(home, 'ca'))).toEqual(['root-key.pem']);
});

it('never replaces a key', async () => {
  await fileKeyStore(home).create(KEY);
  await expect(fileKeyStore(home).create(OTHER)).rejects.toMatchObject({ code: 'already-there' });
  expect((await fileKeyStore(home).read())?.equals(KEY)).toBe(true);
});

it('removes the key, and does not mind when there is none', async () => {
  await fileKeyStore(home).create(KEY);
  await fileKeyStore(home).remove();
  await fileKeyStore(home).remove();
  expect(await fileKeyStore(home).read()).toBeNull();
});

describe('refuses', () => {
  beforeEach(() => fileKeyStore(home).create(KEY));

  it.each([0o640, 0o604, 0o620, 0o602, 0o644, 0o666])('a key of mode %o', async (mode) => {
    await chmod(path, mode);
    await expect(fileKeyStore(home).read()).rejects.toMatchObject({ code: 'too-permissive' });
  });

  it('a link to a key', async () => {
    await rename(path, join(home, 'elsewhere.pem'));
    await symlink(join(home, 'elsewhere.pem'), path);
    await expect(fileKeyStore(home).read()).rejects.toMatchObject({ code: 'not-a-file' });
  });

  it('a folder in the place of the key', async () => {
    await rm(path);
    await mkdir(path, { mode: 0o700 });
    await expect(fileKeyStore(home).read()).rejects.toMatchObject({ code: 'not-a-file' });
  });

  it('what is no key, and quotes none of it', async () => {
    await writeFile(path, 'hunter2');
    const error: unknown = await fileKeyStore(home)
      .read()
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'not-a-key' });
    expect(String(error)).not.toContain('hunter2');
  });
});

it('is what a first use gets, with a warning that names the file and not the key', async () => {
  const warnings: string[] = [];
  const store = openKeyStore({ home, prefer: 'file', warn: (text) => warnings.push(text) });
  await store.create(KEY);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(path);
  expect(await readFile(path, 'utf8')).toContain('PRIVATE KEY');
});

it('is not touched when the keychain is asked for', async () => {
  const warnings: string[] = [];
  expect(openKeyStore({ home, prefer: 'keychain', warn: (text) => warnings.push(text) }).place).toContain(
    'keychain',
  );
  expect(warnings).toEqual([]);
});
