import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Origin, type Peer, startOrigin } from '../../test/support/raw-wire.ts';
import { DEFAULT_UPSTREAM_LIMITS } from './upstream.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import { type Place, UpstreamPool } from './upstream-pool.ts';

let origin: Origin;
let pool: UpstreamPool;
const ALWAYS = new AbortController().signal;

beforeEach(async () => {
  origin = await startOrigin(null);
  pool = new UpstreamPool({ ...DEFAULT_UPSTREAM_LIMITS, maxSockets: 3, maxSocketsPerHost: 2 });
});
afterEach(async () => {
  pool.close();
  await origin.close();
});

function place(name: string): Place {
  return {
    name,
    open: async () => {
      const socket = connect(origin.port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
  };
}

const take = (name: string, wish: { fresh?: boolean; signal?: AbortSignal } = {}) =>
  pool.take(place(name), { fresh: false, signal: ALWAYS, ...wish });

/** One exchange on it, after which the connection rests. */
async function use(connection: UpstreamConnection, server: Peer, answer: string): Promise<void> {
  const request = {
    target: { scheme: 'http', host: 'a', port: 80 },
    method: 'GET',
    path: '/',
    rawHeaders: [],
    body: null,
    contentLength: null,
    signal: ALWAYS,
  } as const;
  const attempted = connection.exchange({ request, text: 'GET / HTTP/1.1\r\n\r\n' });
  await server.until('\r\n\r\n');
  server.write(answer).forget();
  const attempt = await attempted;
  if (attempt.kind === 'answered') await text(attempt.response.body);
}

const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

describe('a connection', () => {
  test('that rested is lent again, to its own place only', async () => {
    const first = await take('a');
    await use(first, await origin.next(), EMPTY);
    expect(await take('b')).not.toBe(first);
    expect(await take('a')).toBe(first);
  });

  test('over the limit of its place is waited for', async () => {
    const first = await take('a');
    await take('a');
    const third = take('a');
    await use(first, await origin.next(), EMPTY);
    expect(await third).toBe(first);
    expect(origin.connections).toBe(2);
  });

  test('over the limit of all is made once another one closes', async () => {
    const first = await take('a');
    await take('a');
    await take('b');
    const fourth = take('c');
    first.destroy();
    expect(await fourth).not.toBe(first);
  });

  test('that rests elsewhere gives way to one that is needed', async () => {
    const first = await take('a');
    const server = await origin.next();
    await use(first, server, EMPTY);
    await Promise.all([take('b'), take('b'), take('c')]);
    expect(await server.ended()).toBe('');
  });

  test('that rested is not lent to who wants a fresh one', async () => {
    const first = await take('a');
    await use(first, await origin.next(), EMPTY);
    expect(await take('a', { fresh: true })).not.toBe(first);
  });

  test.each([
    ['after bytes that nobody asked for', `${EMPTY}HTTP/1.1 200 OK\r\n`],
    ['after the server said so', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'],
  ])('is not lent again %s', async (_, answer) => {
    const first = await take('a');
    const server = await origin.next();
    await use(first, server, answer);
    await server.ended();
    expect(await take('a')).not.toBe(first);
  });

  test('that has rested as long as it may is closed', async () => {
    pool = new UpstreamPool({ ...DEFAULT_UPSTREAM_LIMITS, idleSocketMs: 20 });
    const first = await take('a');
    const server = await origin.next();
    await use(first, server, EMPTY);
    await server.ended();
    expect(await take('a')).not.toBe(first);
  });

  test('that rests is closed when the server speaks unasked', async () => {
    const first = await take('a');
    const server = await origin.next();
    await use(first, server, EMPTY);
    server.write('HTTP/1.1 200 OK\r\n');
    await server.ended();
    expect(await take('a')).not.toBe(first);
  });
});

describe('who waits', () => {
  beforeEach(async () => {
    await Promise.all([take('a'), take('a')]);
  });

  test('can give up', async () => {
    const giveUp = new AbortController();
    const waiting = take('a', { signal: giveUp.signal });
    giveUp.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  });

  test('is told when the pool closes', async () => {
    const waiting = take('a');
    pool.close();
    await expect(waiting).rejects.toMatchObject({ code: 'closed' });
    await expect(take('a')).rejects.toMatchObject({ code: 'closed' });
  });

  test('is served when a connection could not be made', async () => {
    const failing = { name: 'b', open: () => Promise.reject(new Error('no')) };
    const [failed, waiting] = await Promise.allSettled([
      pool.take(failing, { fresh: false, signal: ALWAYS }),
      take('c'),
    ]);
    expect([failed.status, waiting.status]).toEqual(['rejected', 'fulfilled']);
  });
});
