import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SESSION_KEY_HEADER, type WebSession } from '../../protocol/web-session.ts';
import { askFor, openTestCollector, type TestCollector } from '../../test/support/collector.ts';
import { startCollector } from '../server.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { Role } from './caller.ts';
import { NOT_VOUCHED } from './caller.ts';
import { localTokenPaths } from './local-tokens.ts';
import { WebSessions } from './web-sessions.ts';

const PERSON = {
  token: 't',
  roles: ['reviewer'] as const,
  groups: [],
  vouched: NOT_VOUCHED,
  expiresAt: null,
  loggedInAt: null,
};

const PERSON_NAMED = { ...PERSON, subject: 'robin' };

const SESSION_MS = 60_000;
const WINDOW_MS = 10_000;

let collector: TestCollector;

beforeEach(async () => {
  collector = await openTestCollector({
    maxWebSessions: 2,
    webSessionMs: SESSION_MS,
    maxSignInFailures: 3,
    signInWindowMs: WINDOW_MS,
    sweepMs: 20,
  });
});

afterEach(() => collector.close());

type Headers = Readonly<Record<string, string>>;

interface SignedIn {
  readonly view: WebSession;
  readonly cookie: string;
  readonly headers: Headers;
}

function send(method: string, path: string, headers: Headers, body?: unknown): Promise<Response> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const type: Headers = body === undefined ? {} : { 'content-type': 'application/json' };
  return fetch(`${collector.url}${path}`, { method, headers: { ...type, ...headers }, ...json });
}

function trySignIn(token: string, headers: Headers = {}): Promise<Response> {
  return send('POST', '/v1/session', headers, { token });
}

async function signIn(role: Role = 'reviewer'): Promise<SignedIn> {
  const response = await trySignIn(await collector.token(role));
  expect(response.status).toBe(201);
  const view = (await response.json()) as WebSession;
  const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  return { view, cookie, headers: { cookie, [SESSION_KEY_HEADER]: view.key } };
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

describe('signing in', () => {
  test('says who it is and until when, and sets a cookie that no script reads and no other site sends', async () => {
    const response = await trySignIn(await collector.token('reviewer'));
    expect(await response.json()).toEqual({
      subject: 'reviewer',
      roles: ['reviewer'],
      groups: ['reviewers'],
      loggedInAt: null,
      expiresAt: new Date(collector.now().getTime() + SESSION_MS).toISOString(),
      key: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    });
    expect(response.headers.get('set-cookie')).toMatch(
      /^countersign=[A-Za-z0-9_-]{43}; Max-Age=60; Path=\/v1; HttpOnly; SameSite=Strict$/,
    );
  });

  test.each([
    ['an unknown token', 401, 'unauthenticated', 'a'.repeat(43)],
    ['nothing', 400, 'invalid', ''],
    ['more than a token', 400, 'invalid', 'a'.repeat(201)],
  ])('not with %s', async (_name, status, code, token) => {
    const response = await trySignIn(token);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test('an agent has no pages', async () => {
    const response = await trySignIn(await collector.token('agent'));
    expect([response.status, await codeOf(response)]).toEqual([403, 'forbidden']);
  });

  test.each([
    ['another origin', { origin: 'http://127.0.0.1:1' }],
    ['no origin that has a name', { origin: 'null' }],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
  ])('not from %s', async (_name, headers) => {
    const response = await trySignIn(await collector.token('reviewer'), headers);
    expect([response.status, await codeOf(response)]).toEqual([403, 'forbidden']);
  });

  test('from the pages themselves', async () => {
    const headers = { origin: collector.url, 'sec-fetch-site': 'same-origin' };
    expect((await trySignIn(await collector.token('reviewer'), headers)).status).toBe(201);
  });

  test('after as many failures as are allowed nobody, until the window has passed', async () => {
    for (let failed = 0; failed < 2; failed++) expect((await trySignIn('wrong')).status).toBe(401);
    await signIn();
    expect((await trySignIn('wrong')).status).toBe(401);
    const right = await collector.token('reviewer');
    const refused = await trySignIn(right);
    expect([refused.status, await codeOf(refused)]).toEqual([429, 'too-many']);
    collector.passTime(WINDOW_MS);
    expect((await trySignIn(right)).status).toBe(201);
  });
});

describe('a session', () => {
  test('does what its role may, and no more', async () => {
    const { headers } = await signIn();
    expect((await send('GET', '/v1/session', headers)).status).toBe(200);
    expect((await send('GET', '/v1/approvals', headers)).status).toBe(200);
    expect((await send('GET', '/v1/records', headers)).status).toBe(403);
    expect((await send('POST', '/v1/approvals', headers, askFor())).status).toBe(403);
  });

  test('decides for whoever signed in', async () => {
    const { id } = await (await collector.client('agent')).ask(askFor());
    const vote = { verdict: 'approve', reason: '' };
    const own = await send('POST', `/v1/approvals/${id}/votes`, (await signIn('developer')).headers, vote);
    expect([own.status, await codeOf(own)]).toEqual([403, 'own-request']);
    const { headers } = await signIn();
    const response = await send('POST', `/v1/approvals/${id}/votes`, headers, vote);
    expect(await response.json()).toMatchObject({ state: { kind: 'granted' }, votes: [{ by: 'reviewer' }] });
  });

  test.each<[string, (mine: SignedIn, other: SignedIn) => Headers, number]>([
    ['its cookie alone', ({ cookie }) => ({ cookie }), 401],
    ['its key alone', ({ view }) => ({ [SESSION_KEY_HEADER]: view.key }), 401],
    ["another session's key", ({ cookie }, { view }) => ({ cookie, [SESSION_KEY_HEADER]: view.key }), 401],
    ['two cookies', ({ cookie, headers }) => ({ ...headers, cookie: `${cookie}; ${cookie}` }), 401],
    ['another origin', ({ headers }) => ({ ...headers, origin: 'http://localhost:1' }), 403],
    ['another port', ({ headers }) => ({ ...headers, 'sec-fetch-site': 'same-site' }), 403],
    ['a wrong token besides', ({ headers }) => ({ ...headers, authorization: 'Bearer wrong' }), 401],
    ['other cookies besides', ({ cookie, headers }) => ({ ...headers, cookie: `a=b; ${cookie}; c=d` }), 200],
  ])('with %s', async (_name, change, status) => {
    const [mine, other] = [await signIn(), await signIn('auditor')];
    expect((await send('GET', '/v1/approvals', change(mine, other))).status).toBe(status);
  });

  test('ends when its time is over', async () => {
    const { headers } = await signIn();
    collector.passTime(SESSION_MS - 1);
    expect((await send('GET', '/v1/session', headers)).status).toBe(200);
    collector.passTime(1);
    expect((await send('GET', '/v1/session', headers)).status).toBe(401);
  });

  test('ends when it is signed out, and its event stream with it', async () => {
    const { headers } = await signIn();
    const stream = await send('GET', '/v1/events', headers);
    const response = await send('DELETE', '/v1/session', headers);
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toMatch(/^countersign=; Max-Age=0; /);
    expect(await stream.text()).toContain(': countersign');
    expect((await send('GET', '/v1/session', headers)).status).toBe(401);
  });

  test('its event stream ends with its time', async () => {
    const { headers } = await signIn();
    const stream = await send('GET', '/v1/events', headers);
    collector.passTime(SESSION_MS);
    expect(await stream.text()).toContain(': countersign');
  });

  test('of one person, one more than they may have ends their own oldest, and nobody else’s', async () => {
    const store = openSqliteStore(join(collector.home, 'own'));
    const limits = { maxWebSessions: 10, maxWebSessionsPerPerson: 2, webSessionMs: SESSION_MS };
    const mine = new WebSessions({ passes: store.passes, limits, clock: () => new Date(0) });
    const ends: AbortSignal[] = [];
    for (const subject of ['auditor', 'reviewer', 'reviewer', 'reviewer']) {
      const { session } = await mine.open({ ...PERSON, subject });
      ends.push(mine.endOf(session));
    }
    expect(ends.map(({ aborted }) => aborted)).toEqual([false, true, false, false]);
    await store.close();
  });

  test('is known to every collector on the store, and ends at all of them', async () => {
    const store = openSqliteStore(join(collector.home, 'shared'));
    const limits = { maxWebSessions: 10, maxWebSessionsPerPerson: 10, webSessionMs: SESSION_MS };
    const ports = { passes: store.passes, limits, clock: () => new Date(0) };
    const [here, there] = [new WebSessions(ports), new WebSessions(ports)];
    const { session, halves } = await here.open(PERSON_NAMED);
    expect(await there.find(halves)).toEqual(session);
    expect(await there.find({ ...halves, key: halves.cookie })).toBeNull();
    const end = there.endOf(session);
    await there.sweep();
    expect(end.aborted).toBe(false);
    await here.close(session);
    expect(await there.find(halves)).toBeNull();
    await there.sweep();
    expect(end.aborted).toBe(true);
    await store.close();
  });

  test('nothing that opens one is in the store', async () => {
    const store = openSqliteStore(join(collector.home, 'hashed'));
    const limits = { maxWebSessions: 10, maxWebSessionsPerPerson: 10, webSessionMs: SESSION_MS };
    const { halves } = await new WebSessions({
      passes: store.passes,
      limits,
      clock: () => new Date(0),
    }).open(PERSON_NAMED);
    const kept = JSON.stringify(await store.passes.all('web-session', 0));
    for (const half of [halves.cookie, halves.key]) expect(kept).not.toContain(half);
    await store.close();
  });

  test('one more than is allowed ends the oldest', async () => {
    const [first, second, third] = [await signIn(), await signIn(), await signIn()];
    const statuses = await Promise.all(
      [first, second, third].map(async ({ headers }) => (await send('GET', '/v1/session', headers)).status),
    );
    expect(statuses).toEqual([401, 200, 200]);
  });
});

test('who signs in and out, and that somebody could not, is in the log at any level, and no secret is', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void lines.push(line) });
  const directory = join(collector.home, 'logging');
  const logging = await startCollector({ directory, port: 0, clock: () => new Date(), log });
  const token = (await readFile(localTokenPaths(directory).reviewer, 'utf8')).trim();
  const at = (method: string, init: RequestInit) => fetch(`${logging.url}/v1/session`, { method, ...init });
  const headers = { 'content-type': 'application/json' };
  await at('POST', { headers, body: JSON.stringify({ token: 'guessed-token' }) });
  const response = await at('POST', { headers, body: JSON.stringify({ token }) });
  const { key } = (await response.json()) as WebSession;
  const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  await at('DELETE', { headers: { cookie, [SESSION_KEY_HEADER]: key } });
  await logging.close();
  const told = lines.map((line) => JSON.parse(line) as { msg: string; subject?: string; session?: string });
  expect(told.map(({ msg, subject }) => [msg, subject])).toEqual([
    ['a sign-in failed', undefined],
    ['signed in', 'reviewer'],
    ['signed out', 'reviewer'],
  ]);
  expect(told[1]?.session).toBe(told[2]?.session);
  for (const secret of [token, key, cookie.split('=')[1], 'guessed-token'])
    expect(lines.join()).not.toContain(secret);
});

test('whoever comes with a token has no session to look at or end', async () => {
  const headers = { authorization: `Bearer ${await collector.token('reviewer')}` };
  for (const method of ['GET', 'DELETE'])
    expect((await send(method, '/v1/session', headers)).status).toBe(404);
});
