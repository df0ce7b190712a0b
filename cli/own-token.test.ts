import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepLogin, keptAccounts, useAccount } from './login/kept-login.ts';
import { type OwnTokenError, ownToken, tokenIn } from './own-token.ts';

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
  expect(tokenIn(await readFile(tokenFile, 'utf8'), tokenFile)).toBe(NEXT.token);
  expect((await stat(tokenFile)).mode & 0o777).toBe(0o600);
  await expect(own?.keep(OLD, OLD.token)).rejects.toThrow('has another token');
  expect(tokenIn(await readFile(tokenFile, 'utf8'), tokenFile)).toBe(NEXT.token);
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

test('is not renewed where the file has a bare token', async () => {
  const tokenFile = join(home, 'replica.token');
  await writeFile(tokenFile, `${OLD.token}\n`, { mode: 0o600 });
  expect(await ownToken(home, { tokenFile })).toBeNull();
  expect(tokenIn(`${OLD.token}\n`, tokenFile)).toBe(OLD.token);
});

test.each([
  ['JSON that is no answer', '{"token":7}'],
  ['a list', `[${JSON.stringify(OLD)}]`],
  ['half an answer', JSON.stringify(OLD).slice(0, 90)],
  ['an answer and more', `${JSON.stringify(OLD)} x`],
  ['nothing', '\n'],
  ['two words', `Bearer ${OLD.token}`],
])('says what is wrong with a file that has %s, and quotes nothing of it', (_name, text) => {
  const fault = faultOf(() => tokenIn(text, '/there/replica.json'));
  expect(fault).toMatchObject({
    code: 'malformed-token-file',
    hint: expect.stringContaining('whole answer'),
  });
  expect(fault.message).toContain('/there/replica.json');
  expect(fault.message).not.toContain('ooo');
});

function faultOf(ask: () => unknown): OwnTokenError {
  try {
    ask();
  } catch (fault) {
    return fault as OwnTokenError;
  }
  throw new Error('it was taken for a token');
}
