import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../collector/server.ts';
import { cookieJar } from '../../test/support/cookie-jar.ts';
import { freePort } from '../../test/support/free-port.ts';
import { openProvider, type TestProvider } from '../../test/support/oidc.ts';
import type { KeptAccount } from '../core/sign-in/kept-account.ts';
import { agentToken, nativeClientOf } from './collector-web.ts';
import { KeptSignIn, type SecretPlace } from './kept-sign-in.ts';
import { OneWindow } from './one-window.ts';
import { refreshed, revoke, signInWithBrowser } from './provider.ts';

const REDIRECT = 'http://127.0.0.1/callback';

let provider: TestProvider;
let collector: Collector;
let folder: string;
let secrets: Map<string, string>;
let told: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-kept-sign-in-'));
  const port = await freePort();
  const url = new URL(`http://127.0.0.1:${port}`);
  provider = await openProvider(`${url.origin}/v1/login/callback`);
  provider.accounts.set('robin', { groups: ['dev'] });
  const identity = provider.settings({ native: provider.native });
  const clock = () => new Date();
  collector = await startCollector({ directory: folder, port, clock, shared: { url, tls: null, identity } });
});

afterAll(async () => {
  await collector.close();
  await provider.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  provider.signInAs('robin');
  secrets = new Map();
  told = [];
});

afterEach(() => secrets.clear());

/** One of the windows that share a store of secrets. */
function openWindow(): KeptSignIn {
  const place: SecretPlace = {
    get: (key) => Promise.resolve(secrets.get(key)),
    store: async (key, value) => void secrets.set(key, value),
    delete: async (key) => void secrets.delete(key),
  };
  const oneWindow = new OneWindow(join(folder, 'sign-in.turns'));
  return new KeptSignIn(place, { oneWindow, ended: ({ code }) => void told.push(code) });
}

async function signedIn(): Promise<KeptAccount> {
  const client = await nativeClientOf(collector.url);
  const { promise: back, resolve } = Promise.withResolvers<string>();
  const open = async (address: string): Promise<void> =>
    resolve(new URL(await cookieJar().sentTo(address, REDIRECT)).search);
  const tokens = await signInWithBrowser(client, { redirectUri: REDIRECT, open, comeBack: () => back });
  const agent = await agentToken(collector.url, { accessToken: tokens.access.token, renew: null });
  return openWindow().keep({ collector: collector.url, client, ...tokens, agent });
}

/** As it is some time later. */
async function accessOver(): Promise<KeptAccount> {
  const account = await openWindow().read();
  if (account === null) throw new Error('nobody is signed in');
  return openWindow().keep({ ...account, access: { ...account.access, endsMs: 0 } });
}

const refreshOf = async (): Promise<string> => (await openWindow().read())?.refreshToken ?? '';

describe('an access token that has ended', () => {
  test('is got anew by the refresh token, which is another one afterwards', async () => {
    const before = await signedIn();
    await accessOver();
    const { access, refreshToken } = await openWindow().withAccess();
    expect(access.endsMs).toBeGreaterThan(Date.now());
    expect(refreshToken).not.toBe(before.refreshToken);
    await expect(refreshed(before.client, before.refreshToken ?? '')).rejects.toMatchObject({
      code: 'signed-out',
    });
  });

  test('is got anew once, whichever windows want it', async () => {
    await signedIn();
    await accessOver();
    const got = await Promise.all([1, 2, 3].map(() => openWindow().withAccess()));
    expect(new Set(got.map(({ access }) => access.token)).size).toBe(1);
    await accessOver();
    expect((await openWindow().withAccess()).access.endsMs).toBeGreaterThan(Date.now());
    expect(told).toEqual([]);
  });
});

test("an agent's token that ends soon is renewed once, whichever windows look", async () => {
  const account = await signedIn();
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  await openWindow().keep({ ...account, agent: { ...account.agent, expiresAt: soon } });
  const got = await Promise.all([1, 2].map(() => openWindow().withAgentToken()));
  expect(new Set(got.map(({ agent }) => agent.token)).size).toBe(1);
  const headers = { authorization: `Bearer ${got[0]?.agent.token}` };
  expect((await fetch(`${collector.url}/v1/approvals`, { headers })).status).toBe(200);
});

describe('a sign-in has ended, and somebody is told so once', () => {
  test.each<[string, (account: KeptAccount) => Promise<unknown>]>([
    [
      'after an answer of the provider was lost',
      ({ client, refreshToken }) => refreshed(client, refreshToken ?? ''),
    ],
    [
      'after it was revoked at the provider',
      ({ client, refreshToken }) => revoke(client, refreshToken ?? ''),
    ],
    ['after the person is nobody there any more', async () => provider.accounts.delete('robin')],
  ])('%s', async (_when, happens) => {
    await happens(await signedIn());
    await accessOver();
    const ended = { code: 'signed-out', message: expect.stringContaining('sign in again') };
    await expect(openWindow().withAccess()).rejects.toMatchObject(ended);
    await expect(openWindow().withAccess()).rejects.toMatchObject(ended);
    expect(told).toEqual(['signed-out']);
    provider.accounts.set('robin', { groups: ['dev'] });
  });

  test('where a used refresh token is shown again, with all that came of it', async () => {
    const { client, refreshToken } = await signedIn();
    await accessOver();
    await openWindow().withAccess();
    await expect(refreshed(client, refreshToken ?? '')).rejects.toMatchObject({ code: 'signed-out' });
    await expect(refreshed(client, await refreshOf())).rejects.toMatchObject({ code: 'signed-out' });
  });
});

test('a provider that is away ends nothing', async () => {
  const account = await signedIn();
  const { issuer } = account.client;
  await openWindow().keep({ ...account, client: { ...account.client, issuer: 'http://127.0.0.1:1' } });
  await accessOver();
  await expect(openWindow().withAccess()).rejects.toMatchObject({ code: 'provider-failed' });
  const kept = await accessOver();
  await openWindow().keep({ ...kept, client: { ...kept.client, issuer } });
  expect((await openWindow().withAccess()).access.endsMs).toBeGreaterThan(Date.now());
  expect(told).toEqual([]);
});
