import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askFor, openTestCollector, type TestCollector } from '../../test/support/collector.ts';
import { type CollectorClient, createCollectorClient } from './client.ts';
import type { CollectorErrorCode } from './collector-error.ts';

let server: Server;
let client: CollectorClient;
/** For what never comes. */
let impatient: CollectorClient;
let answer: RequestListener;

beforeEach(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const collector = { url: urlOf(server), token: 'hunter2' };
  client = createCollectorClient({ ...collector, timeoutMs: 20_000 });
  impatient = createCollectorClient({ ...collector, timeoutMs: 200 });
});

afterEach(async () => {
  client.close();
  impatient.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function urlOf(listening: Server): string {
  const bound = listening.address();
  return typeof bound === 'object' && bound !== null ? `http://127.0.0.1:${bound.port}` : '';
}

const ID = 'a'.repeat(20);

function says(status: number, body: string): RequestListener {
  return (_request, response) => response.writeHead(status).end(body);
}

describe('an answer that cannot be used is no answer', () => {
  test.each<[string, CollectorErrorCode, RequestListener]>([
    ['of another shape', 'malformed', says(200, '{}')],
    ['without a state', 'malformed', says(200, JSON.stringify({ id: ID }))],
    ['no JSON', 'malformed', says(200, '<html>')],
    ['empty', 'malformed', says(200, '')],
    ['a redirect', 'malformed', says(302, '{}')],
    ['no content', 'malformed', says(204, '')],
    ['an error without a code', 'malformed', says(400, '{"error":"hunter2"}')],
    ['an error of something before it', 'unreachable', says(503, '<html>hunter2')],
    [
      'an error with an unknown code',
      'malformed',
      says(409, '{"error":{"code":"granted","message":"","hint":""}}'),
    ],
    ['an error', 'refused', says(409, '{"error":{"code":"not-granted","message":"m","hint":"h"}}')],
    [
      'cut off',
      'unreachable',
      (_request, response) =>
        response.writeHead(200, { 'content-length': 9 }).write('{', () => response.destroy()),
    ],
    ['nothing at all', 'unreachable', (request) => request.socket.destroy()],
    ['never', 'timeout', () => {}],
    ['never ending', 'timeout', (_request, response) => response.writeHead(200).write('{')],
  ])('%s: %s', async (_name, code, listener) => {
    answer = listener;
    const failure = (code === 'timeout' ? impatient : client).get(ID);
    await expect(failure).rejects.toMatchObject({ name: 'CollectorError', code });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
  });

  test('the code of a refusal is kept', async () => {
    answer = says(403, '{"error":{"code":"own-request","message":"m","hint":"h","more":1}}');
    await expect(client.get(ID)).rejects.toMatchObject({ refusal: 'own-request', message: 'm', hint: 'h' });
  });

  test('how long to wait is kept, where it says that in seconds', async () => {
    const says503 =
      (retryAfter: string): RequestListener =>
      (_request, response) =>
        response
          .writeHead(503, { 'retry-after': retryAfter })
          .end('{"error":{"code":"overloaded","message":"m","hint":"h"}}');
    answer = says503('2');
    await expect(client.get(ID)).rejects.toMatchObject({ refusal: 'overloaded', retryAfterMs: 2000 });
    answer = says503('Sat, 21 Nov 2026 08:00:00 GMT');
    await expect(client.get(ID)).rejects.toMatchObject({ refusal: 'overloaded', retryAfterMs: null });
  });

  test('longer than anything the collector says', async () => {
    answer = (_request, response) => {
      const chunk = Buffer.alloc(1024 ** 2, ' ');
      const more = (): void => {
        while (response.write(chunk)) {
          if (response.destroyed) return;
        }
        response.once('drain', more);
      };
      response.on('error', () => {});
      more();
    };
    const patient = createCollectorClient({ url: urlOf(server), token: 't', timeoutMs: 20_000 });
    await expect(patient.get(ID)).rejects.toMatchObject({ code: 'malformed' });
    patient.close();
  });
});

test.each([
  'ftp://127.0.0.1',
  'http://user:pass@127.0.0.1',
  'http://127.0.0.1/path',
  'http://127.0.0.1?x',
  'x',
])('no address of a collector: %s', (url) => {
  expect(() => createCollectorClient({ url, token: 't', timeoutMs: 1 })).toThrow(
    expect.objectContaining({ code: 'unreachable', message: expect.not.stringContaining('pass') }),
  );
});

test.each(['', '../records', `${ID}/claim`, `${ID}?x`, ID.toUpperCase()])(
  'no id of an approval: %j',
  async (id) => {
    await expect(client.claim(id, { exchange: 'x' })).rejects.toMatchObject({ refusal: 'not-found' });
  },
);

test('nobody is there', async () => {
  const away = createCollectorClient({ url: 'http://127.0.0.1:1', token: 't', timeoutMs: 1000 });
  await expect(away.head()).rejects.toMatchObject({ code: 'unreachable' });
  await expect(away.events(new AbortController().signal)).rejects.toMatchObject({ code: 'unreachable' });
});

test('a call ends when its caller leaves', async () => {
  answer = () => {};
  const leave = new AbortController();
  const call = client.get(ID, leave.signal);
  leave.abort(new Error('left'));
  await expect(call).rejects.toThrow('left');
});

describe('events', () => {
  async function read(listener: RequestListener, by = client): Promise<void> {
    answer = listener;
    for await (const event of await by.events(new AbortController().signal))
      expect(event.kind).toBe('record');
  }

  test.each<[string, CollectorErrorCode, RequestListener]>([
    ['refused', 'refused', says(429, '{"error":{"code":"too-many","message":"m","hint":"h"}}')],
    ['of another shape', 'malformed', says(200, 'data: {"kind":"approval"}\n\n')],
    ['no JSON', 'malformed', says(200, 'data: x\n\n')],
    ['silent', 'timeout', (_request, response) => response.writeHead(200).flushHeaders()],
    [
      'cut off',
      'unreachable',
      (_request, response) => response.writeHead(200).write(':\n\n', () => response.destroy()),
    ],
  ])('%s: %s', async (_name, code, listener) => {
    const by = code === 'timeout' ? impatient : client;
    await expect(read(listener, by)).rejects.toMatchObject({ name: 'CollectorError', code });
  });

  test('an end is an end', async () => {
    await expect(read(says(200, ': hello\n\n'))).resolves.toBeUndefined();
  });

  test('a caller that leaves ends them without a fault', async () => {
    answer = (_request, response) => response.writeHead(200).flushHeaders();
    const leave = new AbortController();
    const events = await client.events(leave.signal);
    leave.abort();
    for await (const event of events) expect(event).toBeUndefined();
  });
});

describe('with a real collector', () => {
  let collector: TestCollector;

  beforeEach(async () => {
    collector = await openTestCollector();
  });

  afterEach(() => collector.close());

  test('proxy variables of a session do not lead it astray', async () => {
    const { id } = await (await collector.client('agent')).ask(askFor());
    const module = new URL('./client.ts', import.meta.url).href;
    const script = `
      const { createCollectorClient } = await import(${JSON.stringify(module)});
      const { URL_OF, TOKEN } = process.env;
      const client = createCollectorClient({ url: URL_OF, token: TOKEN, timeoutMs: 10000 });
      process.stdout.write((await client.get('${id}')).id);`;
    const dead = 'http://127.0.0.1:1';
    const env = {
      URL_OF: collector.url,
      TOKEN: await collector.token('reviewer'),
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: dead,
      http_proxy: dead,
      HTTPS_PROXY: dead,
    };
    const args = ['--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(stdout).toBe(id);
  });
});
