import { once } from 'node:events';
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { proxyScene } from '../../test/support/proxy-scene.ts';

const scene = proxyScene();
let session: ClientHttp2Session;

beforeEach(async () => {
  session = await scene.http2();
});
afterEach(() => session.destroy());

interface Answer {
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
  readonly rstCode: number | undefined;
}

/** Reads an answer to its end, broken or not. */
async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  let rawHeaders: readonly string[] = [];
  let trailers: readonly string[] = [];
  let body = '';
  stream.on(
    'response',
    (_headers: unknown, _flags: unknown, raw?: readonly string[]) => (rawHeaders = raw ?? []),
  );
  stream.on(
    'trailers',
    (_headers: unknown, _flags: unknown, raw?: readonly string[]) => (trailers = raw ?? []),
  );
  stream.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
  stream.on('error', () => undefined);
  await once(stream, 'close').catch(() => undefined);
  return { rawHeaders, body, trailers, rstCode: stream.rstCode };
}

function ask(
  headers: OutgoingHttpHeaders,
  options: { readonly endStream: boolean } = { endStream: true },
): ClientHttp2Stream {
  return session.request(headers, options).on('error', () => undefined);
}

describe('an h2 request', () => {
  test('reaches the server as HTTP/1.1 would have said it', async () => {
    const answer = answerOf(
      ask({ ':path': '/a?b', 'x-a': ['1', '2'], cookie: ['a=1', 'b=2'], te: 'trailers' }),
    );
    const server = await scene.origin.next();
    expect(await server.until('\r\n\r\n')).toBe(
      [
        'GET /a?b HTTP/1.1',
        `host: ${scene.authority}`,
        'x-a: 1',
        'x-a: 2',
        'cookie: a=1; b=2',
        'TE: trailers',
        'Connection: keep-alive, TE',
        '',
        '',
      ].join('\r\n'),
    );
    server.write(
      'HTTP/1.1 200 Fine',
      'Set-Cookie: a',
      'X-B: 1',
      'set-cookie: b',
      'Keep-Alive: timeout=1',
      'Connection: x-hop',
      'X-Hop: 1',
      'Content-Length: 2',
      '',
      'ok',
    );
    expect(await answer).toMatchObject({
      rawHeaders: [':status', '200', 'set-cookie', 'a', 'x-b', '1', 'set-cookie', 'b', 'content-length', '2'],
      body: 'ok',
      rstCode: 0,
    });
  });

  test('has its body and trailers both ways', async () => {
    const stream = session.request(
      { ':method': 'POST', ':path': '/' },
      { endStream: false, waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': ['7', '8'] }));
    const answer = answerOf(stream);
    stream.end('abc');
    const server = await scene.origin.next();
    const request = await server.until('x-sum: 8\r\n\r\n');
    expect(request.slice(request.indexOf('\r\n\r\n'))).toBe(
      '\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 7\r\nx-sum: 8\r\n\r\n',
    );
    server.write(
      'HTTP/1.1 200 OK',
      'Transfer-Encoding: chunked',
      '',
      '2',
      'de',
      '0',
      'X-End: 9',
      'X-End: 10',
      '',
      '',
    );
    expect(await answer).toMatchObject({ body: 'de', trailers: ['x-end', '9', 'x-end', '10'], rstCode: 0 });
  });

  test.each(['POST', 'DELETE', 'MKCOL'])('%s that ends with its head says so in a length', async (method) => {
    ask({ ':method': method, ':path': '/' });
    const request = await (await scene.origin.next()).until('\r\n\r\n');
    expect(request).toContain('content-length: 0\r\n');
    expect(request).not.toContain('ransfer-');
  });

  test.each([
    ['HEAD', '200 OK', ['Content-Length: 5']],
    ['GET', '204 No Content', []],
    ['GET', '304 Not Modified', ['ETag: "x"']],
  ])('%s that gets %s has no body', async (method, status, headers) => {
    const answer = answerOf(ask({ ':method': method, ':path': '/' }));
    const server = await scene.origin.next();
    await server.until('\r\n\r\n');
    server.write(`HTTP/1.1 ${status}`, ...headers, '', '');
    expect(await answer).toMatchObject({ body: '', rstCode: 0 });
  });

  test('interim answers, and 100 only from the server', async () => {
    const stream = ask({ ':method': 'POST', ':path': '/', expect: '100-continue' }, { endStream: false });
    const interim: unknown[] = [];
    stream.on('headers', (headers) => interim.push(headers[':status'], headers['link']));
    const server = await scene.origin.next();
    expect(await server.until('\r\n\r\n')).toContain('expect: 100-continue');
    expect(interim).toEqual([]);
    const continued = once(stream, 'continue');
    server.write('HTTP/1.1 103 Early Hints', 'Link: </a>', '', 'HTTP/1.1 100 Continue', '', '');
    await continued;
    stream.end('abc');
    await server.until('abc');
    expect(interim).toEqual([103, '</a>', 100, undefined]);
  });

  test.each([
    ['a length', ['Content-Length: 10', '', 'abc']],
    ['chunks', ['Transfer-Encoding: chunked', '', '5', 'abc']],
  ])('an answer that ends before its %s is reset', async (_, lines) => {
    const stream = ask({ ':path': '/' });
    const answer = answerOf(stream);
    const server = await scene.origin.next();
    await server.until('\r\n\r\n');
    server.write('HTTP/1.1 200 OK', ...lines);
    await once(stream, 'data');
    server.socket.destroy();
    expect((await answer).rstCode).toBe(2);
  });

  test('a client that goes away takes its request with it', async () => {
    const stream = ask({ ':method': 'POST', ':path': '/' }, { endStream: false });
    stream.write('abc');
    const server = await scene.origin.next();
    await server.until('abc');
    stream.close(8);
    await server.ended();
    expect(scene.bench.requests[0]?.signal.aborted).toBe(true);
  });
});

describe('is refused', () => {
  test.each([
    ['another :authority', { ':authority': 'evil.test' }, '421'],
    ['another host', { host: 'evil.test' }, '421'],
    ['another scheme', { ':scheme': 'http' }, '400'],
    ['absolute form, by a reset', { ':path': 'https://evil.test/' }, null],
    ['a fragment', { ':path': '/#x' }, '400'],
  ])('%s', async (_, headers, status) => {
    const { rawHeaders } = await answerOf(ask({ ':path': '/', ...headers }));
    expect(rawHeaders[1] ?? null).toBe(status);
    expect(scene.bench.requests).toEqual([]);
    expect(scene.origin.connections).toBe(0);
  });
});

test('two requests at once do not wait for each other', async () => {
  const answers = ['/1', '/2'].map((path) => answerOf(ask({ ':path': path })));
  const servers = [await scene.origin.next(), await scene.origin.next()];
  for (const server of servers.reverse()) {
    const [, path = ''] = (await server.until('\r\n\r\n')).split(' ');
    server.write('HTTP/1.1 200 OK', 'Content-Length: 2', '', path);
  }
  expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(['/1', '/2']);
});

test('a client is told how many streams it may open', async () => {
  await scene.reopen({ limits: { maxStreams: 3 } });
  session = await scene.http2();
  await once(session, 'remoteSettings');
  expect(session.remoteSettings.maxConcurrentStreams).toBe(3);
});

test('a client that rests as long as it may is let go, and not while it waits for an answer', async () => {
  await scene.reopen({ limits: { idleTimeoutMs: 300 } });
  session = await scene.http2();
  const answer = answerOf(ask({ ':path': '/' }));
  const server = await scene.origin.next();
  await server.until('\r\n\r\n');
  await sleep(700);
  server.write('HTTP/1.1 200 OK', 'Content-Length: 4', '', 'done');
  expect(await answer).toMatchObject({ body: 'done', rstCode: 0 });
  if (!session.closed) await once(session, 'close');
});

test('closing lets a stream under way finish', async () => {
  const answer = answerOf(ask({ ':path': '/' }));
  const server = await scene.origin.next();
  await server.until('\r\n\r\n');
  const closed = scene.bench.listener.close(60_000);
  server.write('HTTP/1.1 200 OK', 'Content-Length: 4', '', 'done');
  expect(await answer).toMatchObject({ body: 'done', rstCode: 0 });
  await closed;
});
