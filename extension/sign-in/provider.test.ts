import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { NativeClient } from '../../protocol/web-session.ts';
import { cookieJar } from '../../test/support/cookie-jar.ts';
import { enterDeviceCode } from '../../test/support/device-code.ts';
import { openProvider, type TestProvider } from '../../test/support/oidc.ts';
import { logInWithBrowser, refreshed, revoke, signInWithBrowser, signInWithDevice } from './provider.ts';

/** As a window in a browser has it: what comes after the question mark belongs to the address. */
const REDIRECT = 'http://127.0.0.1/callback?window=1';

let provider: TestProvider;
let client: NativeClient;

beforeAll(async () => {
  provider = await openProvider('http://127.0.0.1/web', [REDIRECT]);
  provider.accounts.set('robin', { groups: ['dev'] });
  client = {
    issuer: provider.issuer,
    clientId: provider.nativeClientId,
    scopes: ['openid'],
    parameters: { resource: provider.audience },
  };
});

afterAll(() => provider.close());

beforeEach(() => provider.signInAs('robin'));

function browserTo(redirectUri: string) {
  const { promise: back, resolve } = Promise.withResolvers<string>();
  const open = async (address: string): Promise<void> => {
    // Nothing listens there: how far the browser was sent is what counts.
    resolve(new URL(await cookieJar().sentTo(address, redirectUri)).search);
  };
  return { redirectUri, open, comeBack: () => back };
}

function inBrowser(redirectUri: string) {
  return signInWithBrowser(client, browserTo(redirectUri));
}

const nameIn = (token: string): unknown =>
  (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: unknown }).sub;

test.each(['http://127.0.0.1/callback', REDIRECT])(
  'with a browser that comes back to %s',
  async (redirectUri) => {
    const { access, refreshToken } = await inBrowser(redirectUri);
    expect(nameIn(access.token)).toBe('robin');
    expect(access.endsMs).toBeGreaterThan(Date.now());
    expect(refreshToken).not.toBeNull();
  },
);

test('afresh, which the ID token says with the nonce that was asked for', async () => {
  const { idToken } = await logInWithBrowser(client, browserTo('http://127.0.0.1/callback'), 'n'.repeat(43));
  const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()) as object;
  expect(claims).toMatchObject({ sub: 'robin', nonce: 'n'.repeat(43), auth_time: expect.any(Number) });
});

test('with a code, and the tokens are refreshed until they are revoked', async () => {
  const signal = AbortSignal.timeout(30_000);
  const show = (address: string): void => void enterDeviceCode(address);
  const { refreshToken } = await signInWithDevice(client, { signal, show });
  const next = await refreshed(client, refreshToken ?? '');
  expect(nameIn(next.access.token)).toBe('robin');
  const last = next.refreshToken ?? '';
  await revoke(client, last);
  await expect(refreshed(client, last)).rejects.toMatchObject({ code: 'signed-out' });
});

test.each<[string, () => Promise<unknown>, string, RegExp]>([
  [
    'somebody who says no',
    () => inBrowser('http://127.0.0.1/callback'),
    'provider-failed',
    /failed or was refused$/,
  ],
  ['a refresh token of nobody', () => refreshed(client, 'nobody'), 'signed-out', /has ended the sign-in$/],
  [
    'a provider that is away',
    () => refreshed({ ...client, issuer: 'http://127.0.0.1:1' }, 'x'),
    'provider-failed',
    /failed or was refused$/,
  ],
])('%s is told nothing of what the provider said', async (_name, attempt, code, message) => {
  provider.signInAs(null);
  await expect(attempt()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});
