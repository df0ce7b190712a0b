import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type KeyPair, type Origin, selfSigned, startOrigin } from '../../test/support/raw-wire.ts';
import { proxySettings } from './corporate.ts';
import {
  DEFAULT_UPSTREAM_LIMITS,
  type OpenUpstream,
  openUpstream,
  type UpstreamRequest,
} from './upstream.ts';

let pair: KeyPair;
let origin: Origin;
let upstream: OpenUpstream;

beforeAll(async () => {
  pair = await selfSigned('localhost');
});
beforeEach(async () => {
  origin = await startOrigin(pair);
  upstream = open();
});
afterEach(async () => {
  await upstream.close();
  await origin.close();
});

function open(options: Partial<Parameters<typeof openUpstream>[0]> = {}): OpenUpstream {
  return openUpstream({
    trust: [pair.cert],
    upstreamProxy: null,
    limits: DEFAULT_UPSTREAM_LIMITS,
    ...options,
  });
}

function request(given: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    target: { scheme: 'https', host: 'localhost', port: origin.port },
    method: 'GET',
    path: '/',
    rawHeaders: ['Host', 'a.test'],
    body: null,
    contentLength: null,
    signal: new AbortController().signal,
    ...given,
  };
}

const EMPTY = ['HTTP/1.1 200 OK', 'Content-Length: 0', '', ''];

/** One request whose connection stays in the pool. */
async function warm() {
  const answer = upstream.request(request());
  const server = await origin.next();
  await server.until('\r\n\r\n');
  server.write(...EMPTY).forget();
  await text((await answer).body);
  await new Promise(setImmediate);
  return server;
}

describe('connections', () => {
  test('serve one request after the other', async () => {
    const server = await warm();
    const answer = upstream.request(request({ path: '/2' }));
    await server.until('GET /2 ');
    server.write(...EMPTY);
    expect((await answer).status).toBe(200);
    expect(origin.connections).toBe(1);
  });

  test('that rested are not used for a fresh request', async () => {
    await warm();
    const answer = upstream.request(request({ fresh: true }));
    const server = await origin.next();
    expect(await server.until('\r\n\r\n')).toContain('Connection: close');
    server.write(...EMPTY);
    await answer;
  });

  test.each(['NTLM TlRMTVNTUAAB', 'Negotiate YII=', 'negotiate YII=', 'NTLM'])(
    'that were proven to belong to somebody, by %s, serve nobody else',
    async (authorization) => {
      const first = upstream.request(
        request({ rawHeaders: ['Host', 'a.test', 'Authorization', authorization] }),
      );
      const server = await origin.next();
      expect(await server.until('\r\n\r\n')).toContain('Connection: close');
      server.write(...EMPTY);
      await text((await first).body);
      const second = upstream.request(request());
      const other = await origin.next();
      await other.until('\r\n\r\n');
      other.write(...EMPTY);
      expect((await second).status).toBe(200);
    },
  );

  test('that said more than was asked, while the request was being sent, serve nobody else', async () => {
    const body = new Readable({ read: () => undefined });
    const first = upstream.request(request({ method: 'POST', body, contentLength: 3 }));
    const server = await origin.next();
    await server.until('\r\n\r\n');
    server.write(...EMPTY);
    await text((await first).body);
    server.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n');
    body.push('abc');
    body.push(null);
    await server.ended();
    const second = upstream.request(request());
    const other = await origin.next();
    await other.until('\r\n\r\n');
    other.write(...EMPTY);
    expect((await second).status).toBe(200);
  });

  test.each(['GET', 'HEAD', 'PUT', 'DELETE'])(
    'that died while resting are replaced for %s without a body',
    async (method) => {
      const server = await warm();
      const answer = upstream.request(request({ method, path: '/2' }));
      await server.until('/2');
      server.socket.destroy();
      const second = await origin.next();
      await second.until(`${method} /2`);
      second.write(...EMPTY);
      expect((await answer).status).toBe(200);
    },
  );

  test.each([
    ['a request that is not idempotent', () => request({ method: 'POST', path: '/2' })],
    [
      'a request whose body has begun',
      () => request({ method: 'PUT', path: '/2', body: Readable.from([Buffer.from('abc')]) }),
    ],
  ])('are not replaced for %s', async (_, make) => {
    const server = await warm();
    const answer = upstream.request(make());
    const refused = expect(answer).rejects.toMatchObject({ code: 'broken' });
    await server.until('/2');
    if (make().body !== null) await server.until('abc');
    server.socket.destroy();
    await refused;
    expect(origin.connections).toBe(1);
  });

  test('are not replaced after a byte of the answer', async () => {
    const server = await warm();
    const answer = upstream.request(request({ path: '/2' }));
    const refused = expect(answer).rejects.toMatchObject({ code: 'broken' });
    await server.until('/2');
    server.socket.end('H');
    await refused;
    expect(origin.connections).toBe(1);
  });

  test('are not replaced a second time, nor when they were new', async () => {
    const server = await warm();
    const answer = upstream.request(request({ path: '/2' }));
    const refused = expect(answer).rejects.toMatchObject({ code: 'broken' });
    await server.until('/2');
    server.socket.destroy();
    const second = await origin.next();
    await second.until('/2');
    second.socket.destroy();
    await refused;
    expect(origin.connections).toBe(2);
  });
});

describe('fails', () => {
  test('when the certificate is for another name, whatever Host says', async () => {
    const other = await selfSigned('other.test');
    const server = await startOrigin(other);
    upstream = open({ trust: [other.cert] });
    const target = { scheme: 'https', host: 'localhost', port: server.port } as const;
    await expect(
      upstream.request(request({ target, rawHeaders: ['Host', 'other.test'] })),
    ).rejects.toMatchObject({ code: 'untrusted' });
    await server.close();
  });

  test('when the root is not trusted', async () => {
    upstream = open({ trust: [] });
    await expect(upstream.request(request())).rejects.toMatchObject({ code: 'untrusted' });
  });

  test('when nobody listens', async () => {
    await origin.close();
    await expect(upstream.request(request())).rejects.toMatchObject({ code: 'unreachable' });
    origin = await startOrigin(pair);
  });

  test('when the name is unknown, and says nothing of the path', async () => {
    const target = { scheme: 'https', host: 'nowhere.invalid', port: 443 } as const;
    const fault: unknown = await upstream
      .request(request({ target, path: '/secret' }))
      .catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'unreachable' });
    expect(String(fault)).not.toContain('secret');
  });

  test('when the TLS handshake does not end in time', async () => {
    const silent = await startOrigin(null);
    upstream = open({ limits: { ...DEFAULT_UPSTREAM_LIMITS, connectTimeoutMs: 50 } });
    const target = { scheme: 'https', host: 'localhost', port: silent.port } as const;
    await expect(upstream.request(request({ target }))).rejects.toMatchObject({ code: 'connect-timed-out' });
    await silent.close();
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['both framings', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n'],
    [
      'a switch of protocols nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    ],
    ['a head without end', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(200_000)}`],
    ['nothing', ''],
  ])('when the answer is %s', async (_, answer) => {
    const refused = expect(upstream.request(request())).rejects.toMatchObject({ code: 'broken' });
    const server = await origin.next();
    await server.until('\r\n\r\n');
    server.socket.end(answer);
    await refused;
  });

  test.each(['before', 'after'])('when given up %s it began', async (when) => {
    const giveUp = new AbortController();
    if (when === 'before') giveUp.abort();
    const refused = expect(upstream.request(request({ signal: giveUp.signal }))).rejects.toMatchObject({
      code: 'aborted',
    });
    if (when === 'after') {
      const server = await origin.next();
      await server.until('\r\n\r\n');
      giveUp.abort();
      await server.ended();
    }
    await refused;
  });

  test('when the body of the request breaks off', async () => {
    const body = new Readable({ read: () => undefined });
    body.push('abc');
    const refused = expect(
      upstream.request(request({ method: 'POST', body, contentLength: 9 })),
    ).rejects.toMatchObject({ code: 'aborted' });
    const server = await origin.next();
    await server.until('abc');
    body.destroy();
    await server.ended();
    await refused;
  });

  test('after it was closed', async () => {
    await upstream.close();
    await expect(upstream.request(request())).rejects.toMatchObject({ code: 'closed' });
  });
});

test.each([
  ['length', 'Content-Length: 9\r\n\r\nabc', false],
  ['chunks', 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', false],
  ['nothing else', 'X: y\r\n\r\nabc', true],
])('an answer cut short by %s says so', async (_, rest, complete) => {
  const answer = upstream.request(request());
  const server = await origin.next();
  await server.until('\r\n\r\n');
  server.socket.end(`HTTP/1.1 200 OK\r\n${rest}`);
  const response = await answer;
  await text(response.body).catch(() => undefined);
  expect(response.complete()).toBe(complete);
});

test('the framing is that of the body sent, not what the headers claim', async () => {
  const body = Readable.from([Buffer.from('abcd')]);
  const rawHeaders = ['host', 'x', 'content-LENGTH', '99', 'Transfer-Encoding', 'gzip', 'X-Z', '1'];
  void upstream
    .request(request({ method: 'POST', rawHeaders, body, contentLength: 4 }))
    .catch(() => undefined);
  const head = (await (await origin.next()).until('abcd')).split('\r\n');
  expect(head.slice(1, 4)).toEqual(['host: x', 'content-LENGTH: 4', 'X-Z: 1']);
});

test.each(['http', 'https'] as const)('a server on IPv6 is reached over %s', async (scheme) => {
  const own = scheme === 'https' ? await selfSigned('::1') : null;
  const server = await startOrigin(own, '::1');
  const six = open({ trust: own === null ? [] : [own.cert] });
  try {
    const answer = six.request(request({ target: { scheme, host: '::1', port: server.port } }));
    const peer = await server.next();
    await peer.until('\r\n\r\n');
    peer.write(...EMPTY);
    expect((await answer).status).toBe(200);
  } finally {
    await six.close();
    await server.close();
  }
});

describe('through a corporate proxy', () => {
  let proxy: Origin;
  const AUTHORIZATION = `Basic ${Buffer.from('corp:s3cret!').toString('base64')}`;

  beforeEach(async () => {
    proxy = await startOrigin(null);
    upstream = open({
      upstreamProxy: proxySettings({
        HTTPS_PROXY: address(),
        http_proxy: address(),
        NO_PROXY: 'direct.test',
      }),
    });
  });
  afterEach(async () => {
    await proxy.close();
  });
  const address = () => `http://corp:s3cret%21@127.0.0.1:${proxy.port}`;

  test('https goes by CONNECT, with its credentials and TLS to the target', async () => {
    const answer = upstream.request(request());
    const middle = await proxy.next();
    const authority = `localhost:${origin.port}`;
    expect(await middle.until('\r\n\r\n')).toContain(
      `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nProxy-Authorization: ${AUTHORIZATION}\r\n`,
    );
    join(middle.socket, origin.port);
    const server = await origin.next();
    expect(await server.until('\r\n\r\n')).not.toContain('Proxy-');
    server.write(...EMPTY);
    expect((await answer).status).toBe(200);
  });

  test('plain http goes in absolute form', async () => {
    const target = { scheme: 'http', host: 'a.test', port: 81 } as const;
    const answer = upstream.request(request({ target, path: '/x' }));
    const middle = await proxy.next();
    expect(await middle.until('\r\n\r\n')).toMatch(
      `GET http://a.test:81/x HTTP/1.1\r\nHost: a.test\r\nProxy-Authorization: ${AUTHORIZATION}\r\n`,
    );
    middle.write(...EMPTY);
    expect((await answer).status).toBe(200);
  });

  test('tunnels take the same way', async () => {
    const dialled = upstream.dial(
      { scheme: 'https', host: 'a.test', port: 443 },
      new AbortController().signal,
    );
    const middle = await proxy.next();
    await middle.until('\r\n\r\n');
    middle.write('HTTP/1.1 200 OK', '', 'early');
    const socket = await dialled;
    const [chunk] = await socket.take(1).toArray();
    expect(String(chunk)).toBe('early');
    socket.destroy();
  });

  test.each([407, 403, 502, 201])('a proxy that answers %i is not gone round', async (status) => {
    const answer = upstream.request(request());
    const refused = answer.catch((fault: unknown) => fault);
    const middle = await proxy.next();
    await middle.until('\r\n\r\n');
    middle.write(`HTTP/1.1 ${status} No`, 'Content-Length: 0', '', '');
    const fault = await refused;
    expect(fault).toMatchObject({ code: 'proxy-refused' });
    expect(inspect(fault, { depth: 9 })).not.toMatch(/s3cret|Y29yc/);
    expect(origin.connections).toBe(0);
  });

  test('a proxy that is not there is not gone round', async () => {
    await proxy.close();
    await expect(upstream.request(request())).rejects.toMatchObject({ code: 'unreachable' });
    expect(origin.connections).toBe(0);
    proxy = await startOrigin(null);
  });
});

/** Plays the proxy from its 200 on. */
function join(socket: Socket, port: number): void {
  socket.removeAllListeners('data');
  const onward = connect(port, '127.0.0.1');
  onward.on('error', () => undefined);
  socket.write('HTTP/1.1 200 OK\r\n\r\n');
  socket.on('data', (chunk: string) => onward.write(Buffer.from(chunk, 'latin1')));
  onward.pipe(socket);
}
