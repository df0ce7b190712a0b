import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readKeychainChoice, writeKeychainChoice } from '../../agent/keychain/keychain-choice.ts';
import { keychain } from '../../agent/keychain/test-support.ts';
import { runCli } from '../../test/support/cli.ts';
import { accountsCommand } from '../accounts.ts';
import { keychainCommand } from '../keychain.ts';
import { logoutCommand } from '../login.ts';
import { ownToken } from '../own-token.ts';
import { keptAccounts, useAccount } from './kept-login.ts';
import { keepSession, keptSession } from './kept-session.ts';
import { keepSignIn, openedLogin } from './sign-in-token.ts';

/** Nobody listens there: a sign-out is told to nobody. */
const COLLECTOR = 'https://127.0.0.1:9';
const loginOf = (letter: string) => ({
  collector: COLLECTOR,
  agent: {
    ...{ name: `agent-${letter}`, token: letter.repeat(43), subject: 'robin', groups: ['dev'] },
    expiresAt: '2099-01-01T00:00:00.000Z',
  },
});
const A = loginOf('a');
const B = loginOf('b');
const locked = () => Promise.reject(new Error('the keychain is locked'));

let home: string;
let memory: ReturnType<typeof keychain>;
let place: { readonly home: string; readonly open: typeof memory.open };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-sign-in-'));
  memory = keychain();
  place = { home, open: memory.open };
});

afterEach(() => rm(home, { recursive: true, force: true }));

const chosen = () => writeKeychainChoice(home, { authority: 'keychain', tokens: [] });
const inFiles = async () => readFile(join(home, 'login.json'), 'utf8');
const input = async () => null;
const moveTo = (word: 'use' | 'leave', open = memory.open) =>
  runCli(home, (context) => keychainCommand(context, { open, input }), ['keychain', word]);
const logout = (open = memory.open, ...more: readonly string[]) =>
  runCli(home, (context) => logoutCommand(context, { open }), ['logout', ...more]);

describe('the token of a sign-in', () => {
  test('is in a file until the keychain is chosen, which is not asked', async () => {
    expect(await keepSignIn({ home, open: locked }, A, 'mine')).toBe('file');
    expect(await openedLogin({ home, open: locked })).toEqual({ name: 'mine', ...A });
  });

  test('is in the keychain where that has the authority’s key, and in no file', async () => {
    await chosen();
    expect(await keepSignIn(place, A, 'mine')).toBe('keychain');
    expect(await inFiles()).not.toContain(A.agent.token);
    expect(await openedLogin(place)).toEqual({ name: 'mine', ...A });
    await keepSignIn(place, B, 'mine');
    expect(await openedLogin(place)).toEqual({ name: 'mine', ...B });
    expect(memory.secrets.size).toBe(1);
  });

  test('is not kept at all where the keychain cannot be used', async () => {
    await chosen();
    await expect(keepSignIn({ home, open: locked }, A, 'mine')).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(keptAccounts(home)).toBeNull();
  });

  test('moves with the choice, that of every account', async () => {
    await keepSignIn(place, A, 'one');
    await keepSignIn(place, B, 'two');
    expect(await moveTo('use')).toMatchObject({ exitCode: 0 });
    for (const { token } of [A.agent, B.agent]) expect(await inFiles()).not.toContain(token);
    useAccount(home, 'one');
    expect(await openedLogin(place)).toEqual({ name: 'one', ...A });
    expect(await moveTo('leave')).toMatchObject({ exitCode: 0 });
    for (const { token } of [A.agent, B.agent]) expect(await inFiles()).toContain(token);
    expect([memory.secrets.size, (await readKeychainChoice(home)).tokens]).toEqual([0, []]);
  });

  test('that a gateway renews stays where it was', async () => {
    await chosen();
    await keepSignIn(place, A, 'mine');
    const own = await ownToken(home, {}, place);
    expect(own?.answer).toEqual(A.agent);
    const next = { ...B.agent, name: A.agent.name };
    await own?.keep(next, A.agent.token);
    expect(await inFiles()).not.toContain(next.token);
    expect((await openedLogin(place))?.agent).toEqual(next);
    await expect(own?.keep(A.agent, A.agent.token)).rejects.toThrow('has another token');
  });

  test('that is gone from the keychain is said, and what to do', async () => {
    await chosen();
    await keepSignIn(place, A, 'mine');
    memory.secrets.clear();
    await expect(openedLogin(place)).rejects.toMatchObject({ code: 'unreadable-login' });
    await expect(openedLogin({ home, open: locked })).rejects.toMatchObject({ code: 'unavailable' });
  });
});

test('a fresh login is kept where sign-ins are, until it ends or the choice is another', async () => {
  const session = { collector: COLLECTOR, token: 'f'.repeat(43), expiresAt: '2026-11-21T08:15:00.000Z' };
  const [now, after] = [new Date('2026-11-21T08:00:00.000Z'), new Date('2026-11-21T08:15:00.000Z')];
  const inFile = () => readFile(join(home, 'fresh-login.json'), 'utf8');
  await keepSession(place, session);
  expect(await inFile()).toContain(session.token);
  await chosen();
  await keepSession(place, session);
  expect(await inFile()).not.toContain(session.token);
  expect(await keptSession(place, now)).toEqual(session);
  expect(await keptSession({ home, open: locked }, after)).toBeNull();
  await expect(keptSession({ home, open: locked }, now)).rejects.toMatchObject({ code: 'unavailable' });
  await moveTo('leave');
  expect([await keptSession(place, now), memory.secrets.size]).toEqual([null, 0]);
});

describe('signing out', () => {
  beforeEach(async () => {
    await chosen();
    await keepSignIn(place, A, 'one');
    await keepSignIn(place, B, 'two');
  });

  test('takes it from where it is, and leaves those of others', async () => {
    expect(await logout()).toMatchObject({ exitCode: 0 });
    expect(await openedLogin(place)).toEqual({ name: 'one', ...A });
    const remove = (context: Parameters<typeof accountsCommand>[0]) => accountsCommand(context, place);
    expect(await runCli(home, remove, ['accounts', 'remove', 'one'])).toMatchObject({ exitCode: 0 });
    expect([memory.secrets.size, keptAccounts(home)]).toEqual([0, null]);
  });

  test('of all is not kept back by a keychain that cannot be asked, and what stays is noted', async () => {
    const { exitCode, err } = await logout(locked, '--all');
    expect([exitCode, keptAccounts(home)]).toEqual([0, null]);
    expect(err).toContain('stays in the keychain');
    expect((await readKeychainChoice(home)).tokens).toHaveLength(2);
  });

  test('of all is not kept back by a fresh login that the keychain does not give back either', async () => {
    await keepSession(place, {
      collector: COLLECTOR,
      token: 'f'.repeat(43),
      expiresAt: '2099-01-01T00:00:00.000Z',
    });
    const { exitCode, err } = await logout(locked, '--all');
    expect([exitCode, keptAccounts(home)]).toEqual([0, null]);
    expect(err.match(/stays in the keychain/g)).toHaveLength(3);
  });
});
