import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropToken, keepToken, readKeptToken } from './kept-token.ts';
import { readKeychainChoice, writeKeychainChoice } from './keychain-choice.ts';
import { keychain } from './test-support.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-keychain-'));
});
afterEach(() => rm(home, { recursive: true }));

it('is read as it was kept, by its name and in its home alone', async () => {
  const { open } = keychain();
  await keepToken({ home, name: 'gitlab', open }, 'first');
  await keepToken({ home, name: 'gitlab', open }, 'second');
  expect(await readKeptToken({ home, name: 'gitlab', open })).toBe('second');
  expect(await readKeptToken({ home, name: 'other', open })).toBeNull();
  expect(await readKeptToken({ home: '/elsewhere', name: 'gitlab', open })).toBeNull();
});

it('is noted by its name before it is there, and forgotten after it is gone', async () => {
  const { open, secrets } = keychain();
  const broken = () => Promise.reject(new Error('locked'));
  await expect(keepToken({ home, name: 'gitlab', open: broken }, 'token')).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect((await readKeychainChoice(home)).tokens).toEqual(['gitlab']);
  expect(await dropToken({ home, name: 'gitlab', open })).toBe(false);
  await keepToken({ home, name: 'gitlab', open }, 'token');
  expect(await dropToken({ home, name: 'gitlab', open })).toBe(true);
  expect((await readKeychainChoice(home)).tokens).toEqual([]);
  expect(secrets.size).toBe(0);
});

it.each(['', 'two words', 'one\n', 'ünder', 'x'.repeat(1001)])(
  'is not kept when it is none (%#)',
  async (token) => {
    const { open, secrets } = keychain();
    const fault: unknown = await keepToken({ home, name: 'gitlab', open }, token).catch(
      (cause: unknown) => cause,
    );
    expect(fault).toMatchObject({ code: 'bad-token' });
    expect(secrets.size).toBe(0);
  },
);

it.each(['', 'Gitlab', '../x', 'a b', 'a'.repeat(65)])('has no name like %j', async (name) => {
  const { open } = keychain();
  await expect(keepToken({ home, name, open }, 'token')).rejects.toMatchObject({ code: 'bad-name' });
});

it('is one of a hundred at most', async () => {
  const { open } = keychain();
  const tokens = Array.from({ length: 100 }, (_, index) => `token-${index}`);
  await writeKeychainChoice(home, { authority: 'file', tokens });
  await expect(keepToken({ home, name: 'one-more', open }, 'token')).rejects.toMatchObject({
    code: 'bad-name',
  });
  await keepToken({ home, name: 'token-7', open }, 'token');
});

it.each(['', '{', '[]', '{"authority":"file"}', '{"authority":"none","tokens":[]}'])(
  'is not looked for where the choice reads %j',
  async (text) => {
    await writeFile(join(home, 'keychain.json'), text, { mode: 0o600 });
    await expect(readKeychainChoice(home)).rejects.toMatchObject({ code: 'unreadable-choice' });
  },
);

it('is not looked for where others could have written the choice', async () => {
  await writeFile(join(home, 'keychain.json'), '{"authority":"file","tokens":[]}', { mode: 0o644 });
  await expect(readKeychainChoice(home)).rejects.toMatchObject({ code: 'unreadable-choice' });
});
