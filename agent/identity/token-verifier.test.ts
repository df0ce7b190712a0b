import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIssuer, type TestIssuer } from '../../test/support/token-issuer.ts';
import { tokenVerifier } from './token-verifier.ts';

const AUDIENCE = 'https://countersign.example';
const limits = { identityTimeoutMs: 10_000, keysCooldownMs: 30_000, keysMaxAgeMs: 600_000 };

let issuer: TestIssuer;
let other: TestIssuer;

beforeAll(async () => {
  [issuer, other] = await Promise.all([openIssuer(), openIssuer()]);
});

afterAll(() => Promise.all([issuer.close(), other.close()]));

const clock = () => new Date();
const verifier = () =>
  tokenVerifier({ issuers: [{ issuer: issuer.issuer, audience: AUDIENCE }], clock, limits });
const now = () => Math.floor(Date.now() / 1000);

test('the claims of a token that its issuer made for here are known', async () => {
  const token = await issuer.token({ aud: AUDIENCE, sub: 'repo:octo-org/demo', run_id: '7' });
  expect(await verifier().verify(token)).toMatchObject({ sub: 'repo:octo-org/demo', run_id: '7' });
});

test('each issuer has its own audience, and its own keys', async () => {
  const both = tokenVerifier({
    issuers: [
      { issuer: issuer.issuer, audience: AUDIENCE },
      { issuer: other.issuer, audience: 'other' },
    ],
    clock,
    limits,
  });
  expect(await both.verify(await other.token({ aud: 'other' }))).toMatchObject({ iss: other.issuer });
  await expect(both.verify(await other.token({ aud: AUDIENCE }))).rejects.toMatchObject({ code: 'refused' });
  await expect(both.verify(await other.token({ aud: 'other', iss: issuer.issuer }))).rejects.toMatchObject({
    code: 'refused',
  });
});

test('a clock that is a little apart is no reason to refuse', async () => {
  const apart = { aud: AUDIENCE, iat: now() + 20, nbf: now() + 20, exp: now() - 20 };
  expect(await verifier().verify(await issuer.token(apart))).toMatchObject({ aud: AUDIENCE });
});

const secret = () => new TextEncoder().encode('a secret of at least thirty-two bytes in all');

test.each<[string, string, () => string | Promise<string>]>([
  ['expired', 'expired', () => issuer.token({ aud: AUDIENCE, exp: now() - 31 })],
  ['not valid yet', 'refused', () => issuer.token({ aud: AUDIENCE, nbf: now() + 60 })],
  ['without an end', 'refused', () => issuer.token({ aud: AUDIENCE, exp: undefined })],
  ['without a beginning', 'refused', () => issuer.token({ aud: AUDIENCE, iat: undefined })],
  ['for somebody else', 'refused', () => issuer.token({ aud: 'https://elsewhere.example' })],
  ['for nobody', 'refused', () => issuer.token({})],
  ['of an issuer that is not taken', 'unknown-issuer', () => other.token({ aud: AUDIENCE })],
  ['of no issuer', 'unknown-issuer', () => issuer.token({ aud: AUDIENCE, iss: undefined })],
  ['of an issuer written differently', 'unknown-issuer', () => issuer.token({ iss: `${issuer.issuer}/` })],
  ['signed with another key of the same name', 'refused', () => issuer.token({ aud: AUDIENCE }, 'strange')],
  [
    'without a signature',
    'refused',
    () => new UnsecuredJWT({ iss: issuer.issuer, aud: AUDIENCE, iat: now(), exp: now() + 60 }).encode(),
  ],
  [
    'signed with a shared secret',
    'refused',
    () =>
      new SignJWT({ iss: issuer.issuer, aud: AUDIENCE, iat: now(), exp: now() + 60 })
        .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
        .sign(secret()),
  ],
  ['no token', 'malformed', () => 'a.b.c'],
  ['longer than any', 'malformed', () => `${'a'.repeat(16 * 1024)}.b.c`],
])('a token that is %s is %s', async (_what, code, token) => {
  await expect(verifier().verify(await token())).rejects.toMatchObject({ code });
});

test('a forged claim is refused', async () => {
  const [head, , signature] = (await issuer.token({ aud: AUDIENCE, repository_id: '1' })).split('.');
  const forged = { iss: issuer.issuer, aud: AUDIENCE, iat: now(), exp: now() + 60, repository_id: '2' };
  const body = Buffer.from(JSON.stringify(forged)).toString('base64url');
  await expect(verifier().verify(`${head}.${body}.${signature}`)).rejects.toMatchObject({ code: 'refused' });
});

test('an issuer that says it is another has no keys here, until it mends', async () => {
  const wary = verifier();
  issuer.claimToBe('https://elsewhere.example');
  await expect(wary.verify(await issuer.token({ aud: AUDIENCE }))).rejects.toMatchObject({
    code: 'issuer-away',
  });
  issuer.claimToBe(null);
  expect(await wary.verify(await issuer.token({ aud: AUDIENCE }))).toMatchObject({ aud: AUDIENCE });
});

test('keys that changed are fetched anew, and what the old ones signed is refused', async () => {
  const rotating = await openIssuer();
  const old = await rotating.token({ aud: AUDIENCE });
  await rotating.rotate();
  const fresh = tokenVerifier({
    issuers: [{ issuer: rotating.issuer, audience: AUDIENCE }],
    clock,
    limits,
  });
  expect(await fresh.verify(await rotating.token({ aud: AUDIENCE }))).toMatchObject({ aud: AUDIENCE });
  await expect(fresh.verify(old)).rejects.toMatchObject({ code: 'refused' });
  await rotating.close();
});

test('an issuer that does not answer is away', async () => {
  const gone = await openIssuer();
  const token = await gone.token({ aud: AUDIENCE });
  await gone.close();
  const lonely = tokenVerifier({
    issuers: [{ issuer: gone.issuer, audience: AUDIENCE }],
    clock,
    limits,
  });
  await expect(lonely.verify(token)).rejects.toMatchObject({ code: 'issuer-away' });
});
