import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgentTokenAnswer } from '../../../protocol/collector-api.ts';
import { SESSION_KEY_HEADER, type WebSession } from '../../../protocol/web-session.ts';
import { askFor, requirement, testChain } from '../../../test/support/collector.ts';
import { type CookieJar, cookieJar } from '../../../test/support/cookie-jar.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { oidcSettings, openProvider, type TestProvider } from '../../../test/support/oidc.ts';
import { type Collector, startCollector } from '../../server.ts';

const START = Date.parse('2026-11-21T08:00:00.000Z');
const DAY_MS = 86_400_000;

let provider: TestProvider;
let collector: Collector;
let directory: string;
let now = START;

beforeAll(async () => {
  const port = await freePort();
  const url = new URL(`http://127.0.0.1:${port}`);
  provider = await openProvider(`${url.origin}/v1/login/callback`);
  provider.accounts.set('robin', { groups: ['sec', 'audit'] });
  provider.accounts.set('dana', { groups: ['dev'] });
  provider.accounts.set('nobody', { groups: ['choir'] });
  provider.accounts.set('overage', { groups: ['sec'], claims: { _claim_names: { groups: 'src1' } } });
  directory = await mkdtemp(join(tmpdir(), 'countersign-oidc-'));
  collector = await startCollector({
    directory,
    port,
    clock: () => new Date(now),
    limits: {
      maxLogins: 3,
      loginMs: 60_000,
      maxAgentsPerPerson: 2,
      maxPendingPerRequester: 20,
      identityTimeoutMs: 2000,
      sweepMs: 20,
    },
    shared: {
      url,
      tls: null,
      identity: provider.settings(),
    },
  });
});

afterAll(async () => {
  await collector.close();
  await provider.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  now = Date.now();
  provider.lie((claims) => claims);
});

interface SignedIn {
  readonly jar: CookieJar;
  readonly view: WebSession;
  readonly headers: Readonly<Record<string, string>>;
}

async function comeBack(jar: CookieJar, account: string | null): Promise<string> {
  provider.signInAs(account);
  const { url } = await jar.follow(`${collector.url}/v1/login`);
  return new URL(url).hash;
}

function openSession(jar: CookieJar, headers: Record<string, string> = {}): Promise<Response> {
  return jar.fetch(`${collector.url}/v1/login/session`, { method: 'POST', headers });
}

async function signIn(account: string): Promise<SignedIn> {
  const jar = cookieJar();
  expect(await comeBack(jar, account)).toBe('#signed-in');
  const response = await openSession(jar);
  expect(response.status).toBe(201);
  const view = (await response.json()) as WebSession;
  return { jar, view, headers: { [SESSION_KEY_HEADER]: view.key, 'content-type': 'application/json' } };
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

describe('signing in at the provider', () => {
  test('says who it is, with the roles of their groups', async () => {
    const { view } = await signIn('robin');
    expect(view).toMatchObject({
      subject: 'robin',
      roles: ['reviewer', 'auditor'],
      groups: ['sec', 'audit'],
    });
  });

  test('opens what the roles open, and no more', async () => {
    const robin = await signIn('robin');
    const dana = await signIn('dana');
    const status = async ({ jar, headers }: SignedIn, path: string) =>
      (await jar.fetch(`${collector.url}${path}`, { headers })).status;
    expect(await status(robin, '/v1/records')).toBe(200);
    expect(await status(robin, '/v1/approvals')).toBe(200);
    expect(await status(dana, '/v1/records')).toBe(403);
    expect(await status(dana, '/v1/approvals')).toBe(200);
  });

  test.each([
    ['no role', 'nobody', '#no-role'],
    ['groups that the provider left out', 'overage', '#no-role'],
    ['a no at the provider', null, '#sign-in-failed'],
  ])('%s', async (_name, account, outcome) => {
    const jar = cookieJar();
    expect(await comeBack(jar, account)).toBe(outcome);
    expect((await openSession(jar)).status).toBe(401);
  });

  test('what comes back opens one session, once', async () => {
    const { jar } = await signIn('robin');
    expect((await openSession(jar)).status).toBe(401);
  });

  test('another browser than the one that began it gets nothing', async () => {
    const [mine, theirs] = [cookieJar(), cookieJar()];
    provider.signInAs('robin');
    const begun = await mine.fetch(`${collector.url}/v1/login`);
    const { url } = await theirs.follow(begun.headers.get('location') ?? '');
    expect(new URL(url).hash).toBe('#sign-in-failed');
    expect((await openSession(theirs)).status).toBe(401);
    expect((await openSession(mine)).status).toBe(401);
  });

  test.each(['?code=x&state=y', '?error=access_denied', '', '?state=%00'])(
    'an address that the provider never made, %j, ends the sign-in',
    async (search) => {
      const jar = cookieJar();
      await jar.fetch(`${collector.url}/v1/login`);
      const { url } = await jar.follow(`${collector.url}/v1/login/callback${search}`);
      expect(new URL(url).hash).toBe('#sign-in-failed');
      expect((await openSession(jar)).status).toBe(401);
    },
  );

  test('one that took too long is over', async () => {
    const jar = cookieJar();
    expect(await comeBack(jar, 'robin')).toBe('#signed-in');
    now += 60_001;
    expect((await openSession(jar)).status).toBe(401);
  });

  test('as many as are allowed at a time; one more ends the oldest', async () => {
    const jars = Array.from({ length: 4 }, cookieJar);
    const begun: Response[] = [];
    for (const jar of jars) begun.push(await jar.fetch(`${collector.url}/v1/login`));
    const outcomes: string[] = [];
    for (const [index, jar] of jars.entries()) {
      provider.signInAs('robin');
      const { url } = await jar.follow(begun[index]?.headers.get('location') ?? '');
      outcomes.push(new URL(url).hash);
    }
    expect(outcomes).toEqual(['#sign-in-failed', '#signed-in', '#signed-in', '#signed-in']);
  });

  test('goes on when the provider takes another key, whenever that is', async () => {
    await signIn('robin');
    await provider.rotateKeys('withdrawn');
    expect((await signIn('robin')).view.subject).toBe('robin');
  });

  test('another site cannot ask for the session', async () => {
    const jar = cookieJar();
    expect(await comeBack(jar, 'robin')).toBe('#signed-in');
    expect(await codeOf(await openSession(jar, { 'sec-fetch-site': 'cross-site' }))).toBe('forbidden');
  });

  test('no token of this machine alone opens anything here', async () => {
    const body = JSON.stringify({ token: 'x' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${collector.url}/v1/session`, { method: 'POST', headers, body });
    expect(response.status).toBe(404);
    expect(await (await fetch(`${collector.url}/v1/sign-in`)).json()).toEqual({
      way: 'provider',
      provider: new URL(provider.issuer).host,
      native: null,
    });
  });
});

describe('a fresh login', () => {
  const MAX_MS = 300_000;

  async function comeBackFresh(jar: CookieJar): Promise<string> {
    const { url } = await jar.follow(`${collector.url}/v1/login?fresh=yes`);
    return new URL(url).hash;
  }

  /** A push of dana's that waits for somebody who has just logged in. */
  async function held(): Promise<string> {
    const { token } = await agentTokenOf('dana');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    asks += 1;
    const base = requirement(`fresh-${asks}`, ['sec']);
    const requirements = [{ ...base, quorum: { ...base.quorum, freshLoginMs: MAX_MS } }];
    const body = JSON.stringify(askFor({ requirements, binding: { requester: 'dana' } }));
    const asked = await fetch(`${collector.url}/v1/approvals`, { method: 'POST', headers, body });
    return ((await asked.json()) as { id: string }).id;
  }

  let asks = 0;

  async function agentTokenOf(person: string): Promise<AgentTokenAnswer> {
    const { jar, headers } = await signIn(person);
    const body = JSON.stringify({ renew: agents.get(person) ?? null });
    const answer = await jar.fetch(`${collector.url}/v1/agent-tokens`, { method: 'POST', headers, body });
    const made = (await answer.json()) as AgentTokenAnswer;
    agents.set(person, made.name);
    return made;
  }

  const agents = new Map<string, string>();

  function vote(id: string, { jar, headers }: Pick<SignedIn, 'jar' | 'headers'>, verdict = 'approve') {
    const body = JSON.stringify({ verdict, reason: 'why' });
    return jar.fetch(`${collector.url}/v1/approvals/${id}/votes`, { method: 'POST', headers, body });
  }

  async function enter(jar: CookieJar): Promise<SignedIn> {
    const view = (await (await openSession(jar)).json()) as WebSession;
    return { jar, view, headers: { [SESSION_KEY_HEADER]: view.key, 'content-type': 'application/json' } };
  }

  test('is asked for where a rule wants one, and takes the place of the sign-in', async () => {
    const id = await held();
    const robin = await signIn('robin');
    expect(robin.view.loggedInAt).toBeNull();
    expect(await codeOf(await vote(id, robin))).toBe('stale-login');
    expect(await comeBackFresh(robin.jar)).toBe('#signed-in');
    const again = await enter(robin.jar);
    expect(Date.parse(again.view.loggedInAt ?? '')).toBeGreaterThan(now - 60_000);
    const decided = (await (await vote(id, again)).json()) as { state: { kind: string } };
    expect(decided.state.kind).toBe('granted');
  });

  test('is good for as long as the rule says', async () => {
    const id = await held();
    const jar = cookieJar();
    provider.signInAs('robin');
    expect(await comeBackFresh(jar)).toBe('#signed-in');
    const robin = await enter(jar);
    const loggedInAt = Date.parse(robin.view.loggedInAt ?? '');
    now = loggedInAt + MAX_MS + 1;
    expect(await codeOf(await vote(id, robin))).toBe('stale-login');
    now = loggedInAt + MAX_MS;
    expect((await vote(id, robin)).status).toBe(200);
  });

  test('is not needed for a denial', async () => {
    expect((await vote(await held(), await signIn('robin'), 'deny')).status).toBe(200);
  });

  test.each<[string, () => void]>([
    ['that remembers an older login', () => provider.signInAs('robin', Math.floor(now / 1000) - 3600)],
    ['that leaves out when it was', () => provider.lie(({ auth_time: _at, ...claims }) => claims)],
    ['that says when in words', () => provider.lie((claims) => ({ ...claims, auth_time: 'now' }))],
    ['that names a time to come', () => provider.lie((claims) => ({ ...claims, auth_time: now }))],
    ['that says so for another sign-in', () => provider.lie((claims) => ({ ...claims, nonce: 'other' }))],
  ])('is refused from a provider %s', async (_how, misbehave) => {
    const jar = cookieJar();
    provider.signInAs('robin');
    misbehave();
    expect(await comeBackFresh(jar)).toMatch(/^#(not-fresh|sign-in-failed)$/);
    expect((await openSession(jar)).status).toBe(401);
  });

  test('cannot be shown a second time', async () => {
    const jar = cookieJar();
    provider.signInAs('robin');
    const begun = await jar.fetch(`${collector.url}/v1/login?fresh=yes`);
    const ticket = [...jar.cookies].find(([name]) => name.includes('countersign-login'));
    const { url } = await jar.follow(begun.headers.get('location') ?? '');
    expect(new URL(url).hash).toBe('#signed-in');
    await enter(jar);
    const [name = '', value = ''] = ticket ?? [];
    const replay = await fetch(`${collector.url}/v1/login/session`, {
      method: 'POST',
      headers: { cookie: `${name.split(' ')[1]}=${value}` },
    });
    expect(replay.status).toBe(401);
  });

  test('may be one that the provider says of in an access token', async () => {
    const id = await held();
    const at = (ageS: number) => ({
      ...{ iss: provider.issuer, aud: provider.audience, sub: 'robin', groups: ['sec'] },
      ...{ iat: Math.floor(now / 1000), exp: Math.floor(now / 1000) + 60 },
      auth_time: Math.floor(now / 1000) - ageS,
    });
    const send = async (ageS: number) => {
      const authorization = `Bearer ${await provider.accessToken(at(ageS))}`;
      const headers = { authorization, 'content-type': 'application/json' };
      return vote(id, { jar: cookieJar(), headers });
    };
    expect(await codeOf(await send(301))).toBe('stale-login');
    expect((await send(10)).status).toBe(200);
  });
});

describe('access tokens', () => {
  const claims = () => ({
    iss: provider.issuer,
    aud: provider.audience,
    sub: 'robin',
    groups: ['audit'],
    iat: Math.floor(now / 1000),
    exp: Math.floor(now / 1000) + 60,
  });

  async function ask(token: string): Promise<Response> {
    return fetch(`${collector.url}/v1/records`, { headers: { authorization: `Bearer ${token}` } });
  }

  test('one of the provider for this collector is taken', async () => {
    expect((await ask(await provider.accessToken(claims()))).status).toBe(200);
  });

  test('what is read live with one ends with it', async () => {
    const headers = { authorization: `Bearer ${await provider.accessToken(claims())}` };
    const stream = await fetch(`${collector.url}/v1/events`, { headers });
    expect(stream.status).toBe(200);
    now += 91_000;
    expect(await stream.text()).toContain(': countersign');
  });

  test('without a role: refused', async () => {
    expect((await ask(await provider.accessToken({ ...claims(), groups: [] }))).status).toBe(403);
  });
});

describe('an agent that works for somebody', () => {
  async function newToken(
    person: SignedIn,
    renew: string | null = null,
    wanted: object = {},
  ): Promise<Response> {
    const body = JSON.stringify({ renew, ...wanted });
    return person.jar.fetch(`${collector.url}/v1/agent-tokens`, {
      method: 'POST',
      headers: person.headers,
      body,
    });
  }

  async function enrol(token: string, publicKey: string): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return fetch(`${collector.url}/v1/agents`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ publicKey }),
    });
  }

  test('asks in their name, and they cannot approve it', async () => {
    const robin = await signIn('robin');
    const answer = (await (await newToken(robin)).json()) as AgentTokenAnswer;
    expect(answer).toMatchObject({ subject: 'robin', groups: ['sec', 'audit'] });
    const headers = { authorization: `Bearer ${answer.token}`, 'content-type': 'application/json' };
    const ask = askFor({ binding: { requester: 'robin' } });
    const asked = await fetch(`${collector.url}/v1/approvals`, {
      method: 'POST',
      headers,
      body: JSON.stringify(ask),
    });
    const { id } = (await asked.json()) as { id: string };
    const vote = await robin.jar.fetch(`${collector.url}/v1/approvals/${id}/votes`, {
      method: 'POST',
      headers: robin.headers,
      body: JSON.stringify({ verdict: 'approve', reason: '' }),
    });
    expect(await codeOf(vote)).toBe('own-request');
  });

  test('keeps its key when its token is renewed, and the old token is worth nothing', async () => {
    const dana = await signIn('dana');
    const chain = testChain();
    const first = (await (await newToken(dana)).json()) as AgentTokenAnswer;
    expect((await enrol(first.token, chain.publicKey)).status).toBe(200);
    const second = (await (await newToken(dana, first.name)).json()) as AgentTokenAnswer;
    expect(second.name).toBe(first.name);
    expect((await enrol(first.token, chain.publicKey)).status).toBe(401);
    expect((await enrol(second.token, chain.publicKey)).status).toBe(200);
  });

  test('says what its next token is to be, so that no answer has to reach it', async () => {
    provider.accounts.set('foresees', { groups: ['dev'] });
    const foresees = await signIn('foresees');
    const chain = testChain();
    const { name } = (await (await newToken(foresees)).json()) as AgentTokenAnswer;
    const token = 'n'.repeat(43);
    for (let asked = 0; asked < 2; asked += 1) {
      expect(await (await newToken(foresees, name, { token })).json()).toMatchObject({ name, token });
      expect((await enrol(token, chain.publicKey)).status).toBe(200);
    }
    expect((await newToken(foresees, name, { token: 'guessable' })).status).toBe(400);
    expect((await newToken(foresees, null, { token: 'o'.repeat(43) })).status).toBe(400);
  });

  test('its token ends, and what it reads live with it', async () => {
    provider.accounts.set('brief', { groups: ['dev'] });
    const { token } = (await (await newToken(await signIn('brief'))).json()) as AgentTokenAnswer;
    expect((await enrol(token, testChain().publicKey)).status).toBe(200);
    const headers = { authorization: `Bearer ${token}` };
    const stream = await fetch(`${collector.url}/v1/events`, { headers });
    now += 30 * DAY_MS;
    expect((await enrol(token, testChain().publicKey)).status).toBe(401);
    expect(await stream.text()).toContain(': countersign');
  });

  test("nobody renews another's", async () => {
    const robin = await signIn('robin');
    const { name } = (await (await newToken(robin)).json()) as AgentTokenAnswer;
    const dana = await signIn('dana');
    expect(await codeOf(await newToken(dana, name))).toBe('not-found');
  });

  test('as many as are allowed', async () => {
    provider.accounts.set('many', { groups: ['dev'] });
    const person = await signIn('many');
    const codes: number[] = [];
    for (let made = 0; made < 3; made += 1) codes.push((await newToken(person)).status);
    expect(codes).toEqual([201, 201, 429]);
  });
});

test('a provider that is away is said, and is asked again', async () => {
  const port = await freePort();
  const url = new URL(`http://127.0.0.1:${port}`);
  const elsewhere = await mkdtemp(join(tmpdir(), 'countersign-oidc-'));
  const lonely = await startCollector({
    directory: elsewhere,
    port,
    clock: () => new Date(),
    limits: { identityTimeoutMs: 500 },
    shared: {
      url,
      tls: null,
      identity: oidcSettings({ audience: 'y' }),
    },
  });
  const begun = await fetch(`${url.origin}/v1/login`, { redirect: 'manual' });
  expect([begun.status, await codeOf(begun)]).toEqual([503, 'identity-away']);
  const asked = await fetch(`${url.origin}/v1/records`, { headers: { authorization: 'Bearer a.b.c' } });
  expect([asked.status, await codeOf(asked)]).toEqual([503, 'identity-away']);
  await lonely.close();
  await rm(elsewhere, { recursive: true, force: true });
});
