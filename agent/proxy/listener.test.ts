import { connect as connectTls } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CREDENTIALS, type ProxyBench, startProxyBench } from '../../test/support/proxy-bench.ts';
import {
  basic,
  connect,
  connectThrough,
  helloOf,
  type KeyPair,
  type Origin,
  Peer,
  selfSigned,
  startOrigin,
} from '../../test/support/raw-wire.ts';

let pair: KeyPair;
let origin: Origin;
let bench: ProxyBench;
let authority: string;

beforeAll(async () => {
  pair = await selfSigned('localhost', '*.localhost', '127.0.0.1');
});
beforeEach(async () => {
  origin = await startOrigin(pair);
  bench = await startProxyBench({ pair });
  authority = `localhost:${origin.port}`;
});
afterEach(async () => {
  await bench.close();
  await origin.close();
});

describe('what is passed on stays as it was', () => {
  test('header case, order, duplicates and the reason phrase', async () => {
    const client = await bench.inside(origin.port);
    client.write(
      'GET /a?b HTTP/1.1',
      `hOsT: ${authority}`,
      'X-b: 1',
      'x-A: 2',
      'X-B: 3',
      'ACCEPT: */*',
      '',
      '',
    );
    const server = await origin.next();
    const request = await server.until('\r\n\r\n');
    expect(request).toBe(
      [
        'GET /a?b HTTP/1.1',
        `hOsT: ${authority}`,
        'X-b: 1',
        'x-A: 2',
        'X-B: 3',
        'ACCEPT: */*',
        'Connection: keep-alive',
        '',
        '',
      ].join('\r\n'),
    );
    server.write(
      'HTTP/1.1 200 Sehr Gut!',
      'sEt-CoOkIe: a',
      'Content-Length: 2',
      'Set-Cookie: b',
      'X-\u00ff: no',
      '',
      'ok',
    );
    server.socket.end();
    await client.until('HTTP/1.1 ');
  });

  test('an answer byte for byte', async () => {
    const client = await bench.inside(origin.port);
    client.write('GET / HTTP/1.1', `Host: ${authority}`, '', '');
    const server = await origin.next();
    await server.until('\r\n\r\n');
    const answer = [
      'HTTP/1.1 200 Sehr Gut!',
      'sEt-CoOkIe: a',
      'X-High: \u00fc',
      'Content-Length: 2',
      'Set-Cookie: b',
      '',
      'ok',
    ].join('\r\n');
    server.write(answer);
    expect(await client.until('ok')).toBe(answer);
  });

  test('what speaks of one connection only ends there', async () => {
    const client = await bench.inside(origin.port);
    client.write(
      'GET / HTTP/1.1',
      `Host: ${authority}`,
      'Connection: X-Hop',
      'X-Hop: 1',
      'Proxy-Connection: keep-alive',
      basic('a', 'b'),
      '',
      '',
    );
    const server = await origin.next();
    expect(await server.until('\r\n\r\n')).toBe(
      `GET / HTTP/1.1\r\nHost: ${authority}\r\nConnection: keep-alive\r\n\r\n`,
    );
    server.write(
      'HTTP/1.1 204 No Content',
      'Keep-Alive: timeout=9',
      'Connection: Keep-Alive',
      'Upgrade: h2c',
      '',
      '',
    );
    expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 204 No Content\r\n\r\n');
  });

  test('trailers both ways', async () => {
    const client = await bench.inside(origin.port);
    client.write(
      'POST / HTTP/1.1',
      `Host: ${authority}`,
      'Transfer-Encoding: chunked',
      'Trailer: X-Sum',
      'TE: trailers',
      '',
      '3',
      'abc',
      '0',
      'X-Sum: 7',
      'x-sum: 8',
      '',
      '',
    );
    const server = await origin.next();
    const request = await server.until('x-sum: 8\r\n\r\n');
    expect(request).toContain('Trailer: X-Sum\r\n');
    expect(request).toContain('TE: trailers\r\n');
    expect(request.slice(request.indexOf('\r\n\r\n'))).toBe(
      '\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\nx-sum: 8\r\n\r\n',
    );
    server.write(
      'HTTP/1.1 200 OK',
      'Transfer-Encoding: chunked',
      'Trailer: X-End',
      '',
      '2',
      'de',
      '0',
      'X-End: 9',
      'X-end: 10',
      '',
      '',
    );
    const answer = await client.until('X-end: 10\r\n\r\n');
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe(
      '\r\n\r\n2\r\nde\r\n0\r\nX-End: 9\r\nX-end: 10\r\n\r\n',
    );
  });

  test('a compressed body', async () => {
    const body = gzipSync('x'.repeat(10_000)).toString('latin1');
    const client = await bench.inside(origin.port);
    client.write(
      'POST / HTTP/1.1',
      `Host: ${authority}`,
      'Content-Encoding: gzip',
      `Content-Length: ${body.length}`,
      '',
      body,
    );
    const server = await origin.next();
    expect(await server.until(body)).toContain(`Content-Length: ${body.length}\r\n`);
    server.write(
      'HTTP/1.1 200 OK',
      'Content-Encoding: gzip',
      'Transfer-Encoding: chunked',
      '',
      body.length.toString(16),
      body,
      '0',
      '',
      '',
    );
    expect(await client.until('\r\n0\r\n\r\n')).toContain(body);
  });

  test('an interim answer', async () => {
    const client = await bench.inside(origin.port);
    client.write('GET / HTTP/1.1', `Host: ${authority}`, '', '');
    const server = await origin.next();
    await server.until('\r\n\r\n');
    server.write('HTTP/1.1 103 Early Hints', 'Link: </a>; rel=preload', 'link: </b>', '', '');
    expect(await client.until('\r\n\r\n')).toBe(
      'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\nlink: </b>\r\n\r\n',
    );
    server.write('HTTP/1.1 200 OK', 'Content-Length: 0', '', '');
    await client.until('HTTP/1.1 200 OK\r\n');
  });

  test.each([
    ['a MKCOL without a body', 'MKCOL', [], 'Content-Length: 0\r\n'],
    ['a POST of nothing', 'POST', ['content-length: 0'], 'content-length: 0\r\n'],
  ])('%s is not chunked', async (_, method, headers, expected) => {
    const client = await bench.inside(origin.port);
    client.write(`${method} / HTTP/1.1`, `Host: ${authority}`, ...headers, '', '');
    const request = await (await origin.next()).until('\r\n\r\n');
    expect(request).toContain(expected);
    expect(request).not.toContain('ransfer-');
  });

  test('answers of requests sent in a row come in their order', async () => {
    const client = await bench.inside(origin.port);
    for (const path of ['/1', '/2']) client.write(`GET ${path} HTTP/1.1`, `Host: ${authority}`, '', '');
    const servers = [await origin.next(), await origin.next()];
    for (const server of servers.reverse()) {
      const [, path = ''] = (await server.until('\r\n\r\n')).split(' ');
      server.write('HTTP/1.1 200 OK', 'Content-Length: 2', '', path);
    }
    const answers = await client.until('/2');
    expect(answers.indexOf('/1')).toBeLessThan(answers.indexOf('/2'));
  });
});

describe('Expect: 100-continue', () => {
  const ask = async () => {
    const client = await bench.inside(origin.port);
    client.write(
      'POST / HTTP/1.1',
      `Host: ${authority}`,
      'Content-Length: 3',
      'Expect: 100-continue',
      '',
      '',
    );
    const server = await origin.next();
    expect(await server.until('\r\n\r\n')).toContain('Expect: 100-continue\r\n');
    return { client, server };
  };

  test('is answered by the server, not by us', async () => {
    const { client, server } = await ask();
    expect(client.received).toBe('');
    server.write('HTTP/1.1 100 Continue', '', '');
    expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.write('abc');
    await server.until('abc');
    server.write('HTTP/1.1 200 OK', 'Content-Length: 0', '', '');
    expect(await client.until('200 OK')).not.toContain('close');
  });

  test('a refusal comes without a 100 before it, and ends the connection', async () => {
    const { client, server } = await ask();
    server.write('HTTP/1.1 401 Unauthorized', 'Content-Length: 0', '', '');
    expect(await client.ended()).toBe(
      'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
  });
});

describe('what is broken looks broken', () => {
  test.each([
    ['a length', ['Content-Length: 10', '', 'abc']],
    ['chunks', ['Transfer-Encoding: chunked', '', '5', 'ab']],
    ['chunks without the last one', ['Transfer-Encoding: chunked', '', '3', 'abc', '']],
  ])('an answer that ends before its %s', async (_, lines) => {
    const client = await bench.inside(origin.port);
    client.write('GET / HTTP/1.1', `Host: ${authority}`, '', '');
    const server = await origin.next();
    await server.until('\r\n\r\n');
    server.write('HTTP/1.1 200 OK', ...lines);
    await client.until('ab');
    server.socket.destroy();
    expect(await client.ended()).not.toContain('\r\n0\r\n');
  });

  test.each([
    ['before the answer', ''],
    ['in the middle of it', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
  ])('a client that goes away %s takes its request with it', async (_, sent) => {
    const client = await bench.inside(origin.port);
    client.write('POST / HTTP/1.1', `Host: ${authority}`, 'Content-Length: 10', '', 'abc');
    const server = await origin.next();
    await server.until('abc');
    server.write(sent);
    if (sent !== '') await client.until('abc');
    client.socket.destroy();
    await server.ended();
    expect(bench.requests[0]?.signal.aborted).toBe(true);
  });
});

describe('a request that can be read in two ways is refused', () => {
  const CHUNKED = 'Transfer-Encoding: chunked';
  test.each([
    ['length and chunks', ['Content-Length: 3', CHUNKED], '0\r\n\r\n'],
    ['chunks and length', [CHUNKED, 'Content-Length: 3'], '0\r\n\r\n'],
    ['an unknown transfer coding', ['Transfer-Encoding: xchunked'], ''],
    ['chunked that is not last', ['Transfer-Encoding: chunked, identity'], ''],
    ['a coding before chunked', ['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'],
    ['chunked twice', [CHUNKED, CHUNKED], '0\r\n\r\n'],
    ['a coding hidden by a tab', ['Transfer-Encoding:\tchunked', 'Content-Length: 3'], '0\r\n\r\n'],
    ['a space before the colon', ['Transfer-Encoding : chunked'], '0\r\n\r\n'],
    ['two lengths', ['Content-Length: 3', 'Content-Length: 3'], 'abc'],
    ['a list of lengths', ['Content-Length: 3, 3'], 'abc'],
    ['a signed length', ['Content-Length: +3'], 'abc'],
    ['a hexadecimal length', ['Content-Length: 0x3'], 'abc'],
    ['a folded header', ['X-A: 1', ' 2'], ''],
    ['a header without a colon', ['X-A'], ''],
    ['a NUL in a value', ['X-A: a\u0000b'], ''],
    ['a NUL in a name', ['X-\u0000A: b'], ''],
    ['a carriage return in a value', ['X-A: a\rb'], ''],
    ['a second host', ['Host: evil.test'], ''],
    ['the same host again', ['HOST: localhost'], ''],
    ['a chunk that is no number', [CHUNKED], 'zz\r\nabc\r\n0\r\n\r\n'],
    ['a chunk with a sign', [CHUNKED], '-3\r\nabc\r\n0\r\n\r\n'],
    ['a chunk longer than it says', [CHUNKED], '2\r\nabc\r\n0\r\n\r\n'],
    ['a chunk size with a bare line feed', [CHUNKED], '3\nabc\r\n0\r\n\r\n'],
    ['a chunk that ends in a bare line feed', [CHUNKED], '3\r\nabc\n0\r\n\r\n'],
    ['a chunk size beyond all numbers', [CHUNKED], 'fffffffffffffffff\r\nabc'],
  ])('%s', async (_, headers, body) => {
    const client = await bench.inside(origin.port);
    client.write('POST / HTTP/1.1', `Host: ${authority}`, ...headers, '', body);
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 .*\r\n(?:.*\r\n)*Connection: close\r\n/);
  });

  test.each([
    ['bare line feeds', (host: string) => `GET / HTTP/1.1\nHost: ${host}\n\n`],
    ['a bare line feed after a header', (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\nX: y\r\n\r\n`],
    ['no host', () => 'GET / HTTP/1.1\r\n\r\n'],
    ['another version', (host: string) => `GET / HTTP/1.2\r\nHost: ${host}\r\n\r\n`],
    ['a space in the path', (host: string) => `GET /a b HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['a fragment', (host: string) => `GET /a#b HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['a path of high bytes', (host: string) => `GET /\u00ff HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['another server in absolute form', () => 'GET http://evil.test/ HTTP/1.1\r\nHost: evil.test\r\n\r\n'],
    ['another port in absolute form', () => 'GET https://localhost:1/ HTTP/1.1\r\nHost: localhost:1\r\n\r\n'],
    [
      'another scheme in absolute form',
      (host: string) => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    ],
    ['a CONNECT', (host: string) => `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['nonsense', () => 'hello\r\n\r\n'],
  ])('%s', async (_, text) => {
    const client = await bench.inside(origin.port);
    client.write(text(authority));
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 /);
    expect(bench.requests).toEqual([]);
    expect(origin.connections).toBe(0);
  });

  test('but not after an answer has begun', async () => {
    const client = await bench.inside(origin.port);
    client.write('POST / HTTP/1.1', `Host: ${authority}`, 'Transfer-Encoding: chunked', '', '3', 'abc', '');
    const server = await origin.next();
    await server.until('abc');
    server.write('HTTP/1.1 200 OK', 'Content-Length: 9', '', 'one');
    await client.until('one');
    client.write('zz', '');
    expect(await client.ended()).not.toContain('400');
  });

  test('a head without end', async () => {
    const client = await bench.inside(origin.port);
    client.write('GET / HTTP/1.1', `Host: ${authority}`, `X: ${'a'.repeat(70_000)}`, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 431 /);
  });

  test.each([' HTTP/1.0', ''])('version %j', async (version) => {
    const client = await bench.inside(origin.port);
    client.write(`GET /${version}`, `Host: ${authority}`, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 505 /);
  });
});

describe('inside a CONNECT', () => {
  test.each(['evil.test', 'localhost', 'localhost:1', 'localhost.evil.test', ''])(
    'Host %j is misdirected',
    async (host) => {
      const client = await bench.inside(origin.port);
      client.write('GET / HTTP/1.1', `Host: ${host}`, '', '');
      expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 Misdirected Request\r\n/);
      expect(bench.requests).toEqual([]);
    },
  );

  test.each([
    ['absolute form', (host: string) => `https://${host}/x`, '/x'],
    ['the server as a whole', () => '*', '*'],
  ])('%s of the same server is accepted', async (_, target, path) => {
    const client = await bench.inside(origin.port);
    client.write(`OPTIONS ${target(authority)} HTTP/1.1`, `Host: ${authority}`, '', '');
    expect(await (await origin.next()).until('\r\n\r\n')).toMatch(`OPTIONS ${path} HTTP/1.1\r\n`);
  });

  test('a WebSocket is refused in words of JSON, and nothing goes upstream', async () => {
    const client = await bench.inside(origin.port);
    client.write('GET / HTTP/1.1', `Host: ${authority}`, 'Connection: Upgrade', 'Upgrade: websocket', '', '');
    const answer = await client.until('upgrade-refused');
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nContent-Type: application\/json\r\n/);
    expect(origin.connections).toBe(0);
  });

  test('an offer of h2c is left unanswered', async () => {
    const client = await bench.inside(origin.port);
    client.write(
      'GET / HTTP/1.1',
      `Host: ${authority}`,
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AA',
      '',
      '',
    );
    expect(await (await origin.next()).until('\r\n\r\n')).not.toContain('ettings');
  });
});

describe('CONNECT', () => {
  test.each([
    ['no credentials', []],
    ['a wrong password', [basic('session', 'wrong')]],
    ['a wrong user', [basic('__proto__', 'secret')]],
    ['another scheme', ['Proxy-Authorization: Bearer secret']],
    [
      'credentials without a colon',
      [`Proxy-Authorization: Basic ${Buffer.from('session').toString('base64')}`],
    ],
    ['credentials twice', [CREDENTIALS, CREDENTIALS]],
    ['credentials for the server', [CREDENTIALS.replace('Proxy-', '')]],
  ])('with %s is asked for them, and closed', async (_, headers) => {
    const client = await connect(bench.listener.port);
    client.write(`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...headers, '', '');
    const answer = await client.ended();
    expect(answer).toMatch(
      /^HTTP\/1\.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="countersign"\r\n/,
    );
    expect(answer).toContain('Connection: close\r\n');
  });

  test.each([
    '../../x:443',
    'localhost',
    'https://localhost:1',
    '127.1:443',
    '0x7f000001:443',
    'a:0',
    'user@a:443',
    '/:443',
  ])('to %s is refused', async (target) => {
    const client = await connect(bench.listener.port);
    client.write(`CONNECT ${target} HTTP/1.1`, 'Host: localhost', CREDENTIALS, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('to a governed host that we cannot vouch for is refused, not tunnelled', async () => {
    await bench.close();
    bench = await startProxyBench({ pair, covers: false });
    const client = await connect(bench.listener.port);
    client.write(`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, CREDENTIALS, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 502 /);
    expect(origin.connections).toBe(0);
  });

  test.each(['__proto__', 'constructor', 'ca', 'ca.private', 'tostring', 'hasownproperty'])(
    '%s is just a name',
    async (name) => {
      const names: string[] = [];
      await bench.close();
      bench = await startProxyBench({
        pair,
        onRequest: async (request) => {
          names.push(request.target.host);
          request.response.head(200, 'OK', ['Content-Length', '0']);
          await request.response.end([]);
        },
      });
      const socket = await connectThrough(bench.listener.port, `${name}:443`, CREDENTIALS);
      const client = new Peer(connectTls({ socket, rejectUnauthorized: false }));
      client.write('GET / HTTP/1.1', `Host: ${name}`, '', '');
      await client.until('HTTP/1.1 200 OK');
      expect(names).toEqual([name]);
    },
  );

  test('bytes of TLS that come right behind it are not lost', async () => {
    const { client, hello } = await helloOf('localhost');
    const early = await connect(bench.listener.port);
    early.write(`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, CREDENTIALS, '', hello);
    await early.until('\r\n\r\n\u0016\u0003\u0003');
    client.destroy();
  });
});

describe('at the proxy port', () => {
  test('a request for the proxy itself is told what this is', async () => {
    const client = await connect(bench.listener.port);
    client.write('GET / HTTP/1.1', `Host: localhost:${bench.listener.port}`, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 [\s\S]*this is a proxy/);
  });

  test.each([
    ['https in absolute form', `https://localhost/`, 400],
    ['another Host', 'http://evil.test/', 421],
  ])('%s is refused', async (_, target, status) => {
    const client = await connect(bench.listener.port);
    client.write(`GET ${target} HTTP/1.1`, 'Host: localhost', CREDENTIALS, '', '');
    expect(await client.until('\r\n\r\n')).toMatch(`HTTP/1.1 ${status} `);
  });

  test('plain HTTP in absolute form needs credentials, and does not pass them on', async () => {
    const plain = await startOrigin(null);
    const host = `localhost:${plain.port}`;
    try {
      const stranger = await connect(bench.listener.port);
      stranger.write(`GET http://${host}/x HTTP/1.1`, `Host: ${host}`, '', '');
      expect(await stranger.ended()).toMatch(/^HTTP\/1\.1 407 [\s\S]*Connection: close\r\n/);
      const client = await connect(bench.listener.port);
      client.write(`GET http://${host}/x HTTP/1.1`, `Host: ${host}`, CREDENTIALS, '', '');
      const server = await plain.next();
      expect(await server.until('\r\n\r\n')).toBe(
        `GET /x HTTP/1.1\r\nHost: ${host}\r\nConnection: keep-alive\r\n\r\n`,
      );
      expect(bench.requests[0]).toMatchObject({
        target: { scheme: 'http', host: 'localhost' },
        credentials: { user: 'session' },
      });
      expect(bench.requests[0]?.rawHeaders).toEqual(['Host', host]);
    } finally {
      await plain.close();
    }
  });
});

describe('listening', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1', 'localhost', '127.0.0.1.evil.test', ''])(
    'on %j is refused',
    async (address) => {
      await expect(startProxyBench({ pair, addresses: [address] })).rejects.toMatchObject({
        code: 'not-loopback',
      });
    },
  );

  test('on a port that is taken is refused', async () => {
    const taken = startProxyBench({ pair, port: origin.port });
    await expect(taken).rejects.toMatchObject({ code: 'port-taken' });
  });

  test('takes both loopback addresses on one port', async () => {
    await bench.close();
    bench = await startProxyBench({ pair, addresses: ['127.0.0.1', '::1'] });
    const client = await connect(bench.listener.port, '::1');
    client.write('GET / HTTP/1.1', 'Host: x', '', '');
    expect(await client.ended()).toContain('this is a proxy');
  });
});

describe('closing', () => {
  test('lets an answer under way finish, and is the end of its connection', async () => {
    const client = await bench.inside(origin.port);
    const idle = await bench.inside(origin.port);
    idle.write('GET /idle HTTP/1.1', `Host: ${authority}`, '', '');
    const first = await origin.next();
    await first.until('\r\n\r\n');
    first.write('HTTP/1.1 204 No Content', '', '');
    await idle.until('204');
    client.write('GET / HTTP/1.1', `Host: ${authority}`, '', '');
    await first.until('GET / ');
    const closed = bench.listener.close(60_000);
    await idle.ended();
    first.write('HTTP/1.1 200 OK', 'Content-Length: 4', '', 'done');
    expect(await client.ended()).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone',
    );
    await closed;
  });

  test('cuts what does not finish in time', async () => {
    const client = await bench.inside(origin.port);
    client.write('GET / HTTP/1.1', `Host: ${authority}`, '', '');
    await (await origin.next()).until('\r\n\r\n');
    await bench.listener.close(1);
    expect(await client.ended()).toBe('');
    expect(bench.requests[0]?.signal.aborted).toBe(true);
  });
});

test('a fault in an exchange breaks its answer and is told to nobody but the agent', async () => {
  await bench.close();
  bench = await startProxyBench({
    pair,
    onRequest: async () => {
      throw new Error('secret');
    },
  });
  const client = await bench.inside(origin.port);
  client.write('GET / HTTP/1.1', `Host: ${authority}`, '', '');
  expect(await client.ended()).toBe('');
  expect(bench.faults).toHaveLength(1);
});
