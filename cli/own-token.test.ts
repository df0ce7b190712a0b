import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepLogin, keptAccounts, useAccount } from './login/kept-login.ts';
import { ownToken, tokenIn } from './own-token.ts';

const answerOf = (token: string) => ({
  ...{ name: 'agent-1', token, subject: 'gateway', groups: [] },
  expiresAt: '2026-12-21T08:00:00.000Z',
});
const OLD = answerOf('o'.repeat(43));
const NEXT = answerOf('n'.repeat(43));
const COLLECTOR = 'https://countersign.example.com';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-own-token-'));
});

afterEach(() => rm(home, { recursive: true, force: true }));

test('of a file that has the whole answer is kept in that file, for its owner alone', async () => {
  const tokenFile = join(home, 'replica.json');
  await writeFile(tokenFile, JSON.stringify(OLD), { mode: 0o600 });
  const own = await ownToken(home, { tokenFile });
  expect(own?.answer).toEqual(OLD);
  await own?.keep(NEXT, OLD.token);
  expect(tokenIn(await readFile(tokenFile, 'utf8'))).toBe(NEXT.token);
  expect((await stat(tokenFile)).mode & 0o777).toBe(0o600);
  await expect(own?.keep(OLD, OLD.token)).rejects.toThrow('has another token');
  expect(tokenIn(await readFile(tokenFile, 'utf8'))).toBe(NEXT.token);
});

test('of a sign-in is kept there, whichever account is used by then', async () => {
  keepLogin(home, { collector: COLLECTOR, agent: answerOf('p'.repeat(43)) }, 'other');
  keepLogin(home, { collector: COLLECTOR, agent: OLD }, 'mine');
  const own = await ownToken(home, {});
  expect(own?.answer).toEqual(OLD);
  useAccount(home, 'other');
  await own?.keep(NEXT, OLD.token);
  expect(keptAccounts(home)).toMatchObject({
    active: 'other',
    accounts: [{ name: 'other' }, { name: 'mine', agent: NEXT }],
  });
  await expect(own?.keep(OLD, OLD.token)).rejects.toThrow('has another token');
});

test.each([
  ['a bare token', `${OLD.token}\n`],
  ['JSON that is no answer', '{"token":7}'],
  ['half an answer', JSON.stringify(OLD).slice(0, 40)],
])('is not renewed where the file has %s', async (_name, text) => {
  const tokenFile = join(home, 'replica.token');
  await writeFile(tokenFile, text, { mode: 0o600 });
  expect(await ownToken(home, { tokenFile })).toBeNull();
  expect(tokenIn(text)).toBe(text.trim());
});
