import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApiErrorCode } from '../protocol/collector-api.ts';
import { askFor, openTestCollector, type TestCollector, testChain } from '../test/support/collector.ts';
import type { Role } from './identity/caller.ts';
import { startCollector } from './server.ts';
import { CollectorStartError } from './start-error.ts';

let collector: TestCollector;

beforeEach(async () => {
  collector = await openTestCollector({ maxRecordsPerBatch: 3, maxBodyBytes: 20_000, maxAskBytes: 4000 });
});

afterEach(() => collector.close());

interface Sent {
  readonly status: number;
  readonly body: unknown;
}

async function send(method: string, path: string, init: RequestInit & { role?: Role } = {}): Promise<Sent> {
  const { role, ...rest } = init;
  const authorization: Record<string, string> =
    role === undefined ? {} : { authorization: `Bearer ${await collector.token(role)}` };
  const response = await fetch(`${collector.url}${path}`, {
    method,
    ...rest,
    headers: { ...authorization, ...(rest.headers as Record<string, string>) },
  });
  return { status: response.status, body: await response.json() };
}

function error(code: ApiErrorCode) {
  return { error: { code, message: expect.any(String), hint: expect.any(String) } };
}

const JSON_BODY = { 'content-type': 'application/json' };

test.each(['0.0.0.0', '::', 'localhost', '192.168.0.1', ''])('it does not listen on %j', async (host) => {
  const options = { directory: join(collector.home, 'other'), host, port: 0, clock: () => new Date() };
  await expect(startCollector(options)).rejects.toMatchObject({ code: 'not-loopback' });
});

test('a port that is taken is a reason to stop', async () => {
  const port = Number(new URL(collector.url).port);
  const options = { directory: join(collector.home, 'other'), port, clock: () => new Date() };
  const failure = startCollector(options);
  await expect(failure).rejects.toThrow(CollectorStartError);
  await expect(failure).rejects.toMatchObject({ code: 'cannot-listen' });
});

test('it says where it listens', async () => {
  expect(await readFile(join(collector.directory, 'url'), 'utf8')).toBe(`${collector.url}\n`);
  expect((await send('GET', '/healthz')).status).toBe(200);
});

describe('who may call what', () => {
  const ROUTES: readonly (readonly [string, string, readonly Role[]])[] = [
    ['POST', '/v1/agents', ['agent']],
    ['GET', '/v1/agents', ['auditor']],
    ['GET', '/v1/records/head', ['agent']],
    ['POST', '/v1/records', ['agent']],
    ['GET', '/v1/records', ['auditor']],
    ['POST', '/v1/approvals', ['agent']],
    ['GET', '/v1/approvals', ['agent', 'developer', 'reviewer', 'auditor']],
    ['POST', `/v1/approvals/${'a'.repeat(20)}/claim`, ['agent']],
    ['POST', `/v1/approvals/${'a'.repeat(20)}/spend`, ['agent']],
    ['POST', `/v1/approvals/${'a'.repeat(20)}/cancel`, ['agent', 'developer']],
  ];

  test.each(ROUTES)('%s %s', async (method, path, allowed) => {
    for (const role of ['agent', 'developer', 'reviewer', 'auditor'] as const) {
      const { body } = await send(method, path, { role });
      const isForbidden = JSON.stringify(body).includes(`role ${role} may not`);
      expect([role, isForbidden]).toEqual([role, !allowed.includes(role)]);
    }
  });

  test.each([
    ['no credential', {}],
    ['an unknown token', { authorization: `Bearer ${'a'.repeat(43)}` }],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['two tokens', { authorization: 'Bearer a, Bearer b' }],
  ])('nobody with %s, before a body is read', async (_name, headers) => {
    for (const [method, path] of ROUTES) {
      const answer = await send(method, path, {
        headers: { ...headers, ...JSON_BODY },
        ...(method === 'POST' ? { body: '{' } : {}),
      });
      expect(answer).toEqual({ status: 401, body: error('unauthenticated') });
    }
  });
});

describe('what cannot be read is refused in words that repeat nothing', () => {
  test.each<[string, number, ApiErrorCode, string, RequestInit]>([
    ['broken JSON', 400, 'invalid', '/v1/approvals', { body: '{"hunter2"', headers: JSON_BODY }],
    [
      'no JSON',
      400,
      'invalid',
      '/v1/approvals',
      { body: 'hunter2', headers: { 'content-type': 'text/plain' } },
    ],
    ['no body', 400, 'invalid', '/v1/approvals', {}],
    [
      'a member too many',
      400,
      'invalid',
      '/v1/agents',
      { body: '{"publicKey":"AA==","hunter2":1}', headers: JSON_BODY },
    ],
    ['a number as text', 400, 'invalid', '/v1/agents', { body: '{"publicKey":7}', headers: JSON_BODY }],
    [
      'a prototype',
      400,
      'invalid',
      '/v1/agents',
      { body: '{"__proto__":{"hunter2":1}}', headers: JSON_BODY },
    ],
    [
      'an id that is none',
      400,
      'invalid',
      '/v1/approvals/hunter2/claim',
      { body: '{"exchange":"x"}', headers: JSON_BODY },
    ],
    ['no such route', 404, 'not-found', '/v1/hunter2', {}],
  ])('%s', async (_name, status, code, path, init) => {
    const answer = await send('POST', path, { ...init, role: 'agent' });
    expect(answer).toEqual({ status, body: error(code) });
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
  });
});

describe('limits', () => {
  test.each([
    [3, 200],
    [4, 413],
  ])('%d records in one batch: %d', async (count, status) => {
    const chain = testChain();
    const role = 'agent';
    await (await collector.client(role)).enrol({ publicKey: chain.publicKey });
    const body = JSON.stringify({ records: chain.grow(count), logSize: 0 });
    expect(await send('POST', '/v1/records', { role, headers: JSON_BODY, body })).toMatchObject({ status });
  });

  test.each([
    [4000, 201],
    [4001, 413],
  ])('an ask of %d bytes: %d', async (bytes, status) => {
    const ask = JSON.stringify(askFor());
    const body = ask + ' '.repeat(bytes - ask.length);
    expect(await send('POST', '/v1/approvals', { role: 'agent', headers: JSON_BODY, body })).toMatchObject({
      status,
    });
  });

  test.each([
    [20_000, 400],
    [20_001, 413],
  ])('a body of %d bytes: %d', async (bytes, status) => {
    const body = `${' '.repeat(bytes - 2)}{}`;
    expect(await send('POST', '/v1/agents', { role: 'agent', headers: JSON_BODY, body })).toMatchObject({
      status,
    });
  });
});

test('where no more may wait to be stored, an agent is told when to come again, and nothing is lost', async () => {
  const full = await openTestCollector({ maxBatchesPerAgent: 0 });
  const agent = await full.client('agent');
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  const response = await fetch(`${full.url}/v1/records`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await full.token('agent')}`, ...JSON_BODY },
    body: JSON.stringify({ records: chain.grow(1), logSize: 0 }),
  });
  expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
    ...[503, '1', error('overloaded')],
  ]);
  expect((await agent.head()).seq).toBe(0);
  await full.close();
});

test('closing ends event streams, and cuts connections that only stand there', async () => {
  const agent = await collector.client('agent');
  await agent.ask(askFor());
  const events = await agent.events(new AbortController().signal);
  const idle = connect(Number(new URL(collector.url).port), '127.0.0.1');
  await new Promise((resolve) => idle.once('connect', resolve));
  const isCut = new Promise((resolve) => idle.once('close', resolve));
  const kinds: string[] = [];
  let closed = Promise.resolve();
  for await (const event of events) {
    kinds.push(event.kind);
    closed = collector.stop();
  }
  await closed;
  await isCut;
  expect(kinds).toEqual(['approval']);
});
