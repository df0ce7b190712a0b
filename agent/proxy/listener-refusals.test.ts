import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { CREDENTIALS } from '../../test/support/proxy-bench.ts';
import { proxyScene } from '../../test/support/proxy-scene.ts';
import { basic, connect, connectThrough, helloOf, Peer, secureThrough } from '../../test/support/raw-wire.ts';
import type { RefusalCode } from './refusal.ts';

/** Every way the listener turns a client away: the bytes, what the client is told, and what the agent is. */
const scene = proxyScene();

afterEach(() => {
  expect(scene.bench.requests.filter(({ signal }) => !signal.aborted)).toEqual([]);
  expect(scene.origin.connections).toBe(0);
});

const session = { user: 'session', password: 'secret' };
const target = () => ({ scheme: 'https', host: 'localhost', port: scene.origin.port });

/** A TLS 1.2 record: alert, fatal, unknown_ca (RFC 5246, 7.2). */
const ALERT_UNKNOWN_CA = '\u0015\u0003\u0003\u0000\u0002\u0002\u0030';

type Row = readonly [what: string, lines: readonly string[], status: number, code: RefusalCode];

const INSIDE: readonly Row[] = [
  ['two lengths', ['POST / HTTP/1.1', 'Content-Length: 1', 'Content-Length: 1'], 400, 'malformed'],
  ['no HTTP', ['hello'], 400, 'malformed'],
  ['an expectation that nobody knows', ['GET / HTTP/1.1', 'Expect: 200-ok'], 400, 'malformed'],
  ['another server in absolute form', ['GET https://evil.test/ HTTP/1.1'], 400, 'malformed'],
  ['a CONNECT', ['CONNECT localhost:1 HTTP/1.1'], 400, 'malformed'],
  ['another protocol', ['GET / HTTP/1.1', 'Upgrade: websocket'], 403, 'upgrade-refused'],
  ['a head without end', ['GET / HTTP/1.1', `X: ${'a'.repeat(70_000)}`], 431, 'head-too-long'],
  ['HTTP/1.0', ['GET / HTTP/1.0'], 505, 'unsupported-version'],
];

describe('inside a CONNECT', () => {
  test.each(INSIDE)('%s', async (_, [first = '', ...more], status, code) => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(first, `Host: ${scene.authority}`, ...more, '', '');
    expect(await client.until('\r\n\r\n')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(scene.bench.refused).toMatchObject([
      { step: 'accept', code, target: target(), credentials: session },
    ]);
  });

  test('no Host', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 [\s\S]*host-missing/);
    expect(scene.bench.refused).toMatchObject([{ step: 'accept', code: 'malformed', target: target() }]);
  });

  test('another Host', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', 'Host: evil.test', '', '');
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
    expect(scene.bench.refused).toMatchObject([{ step: 'accept', code: 'misdirected', target: target() }]);
  });

  test.each([
    ['no number', 'zz', 400, 'malformed'],
    ['an extension without end', `3;${'a'.repeat(20_000)}`, 413, 'too-large'],
  ])('a chunk with %s ends the exchange that was under way', async (_, chunk, status, code) => {
    await scene.reopen({ onRequest: ({ signal }) => once(signal, 'abort').then(() => undefined) });
    const client = await scene.bench.inside(scene.origin.port);
    client.write('POST / HTTP/1.1', `Host: ${scene.authority}`, 'Transfer-Encoding: chunked', '', chunk, '');
    expect(await client.until('\r\n\r\n')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(scene.bench.refused).toMatchObject([{ step: 'accept', code, target: target() }]);
  });
});

describe('TLS inside a CONNECT', () => {
  test('that names another server', async () => {
    const socket = await connectThrough(scene.bench.listener.port, scene.authority, CREDENTIALS);
    const secured = connectTls({ socket, servername: 'evil.test', rejectUnauthorized: false });
    const client = new Peer(secured);
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
    expect(await client.ended()).toBe('');
    expect(scene.bench.refused).toMatchObject([
      { step: 'accept', code: 'misdirected', target: target(), credentials: session },
    ]);
  });

  test.each([
    ['is plain HTTP', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['is SSH', 'SSH-2.0-OpenSSH_9\r\n'],
  ])('that %s', async (_, text) => {
    const client = new Peer(await connectThrough(scene.bench.listener.port, scene.authority, CREDENTIALS));
    client.write(text);
    await client.ended();
    expect(scene.bench.refused).toMatchObject([
      { step: 'accept', code: 'tls-failed', target: target(), credentials: session },
    ]);
  });

  test('of a client that does not trust the agent', async () => {
    const { client, hello } = await helloOf('localhost', 'TLSv1.2');
    const peer = new Peer(await connectThrough(scene.bench.listener.port, scene.authority, CREDENTIALS));
    peer.write(hello);
    await peer.until('\u0016\u0003\u0003');
    peer.write(ALERT_UNKNOWN_CA);
    await peer.ended();
    expect(scene.bench.refused).toMatchObject([
      { code: 'tls-failed', reason: expect.stringContaining('ALERT_UNKNOWN_CA'), target: target() },
    ]);
    client.destroy();
  });

  test.each(['localhost', 'LOCALHOST', ''])('that names %j is as it should be', async (servername) => {
    const socket = await connectThrough(scene.bench.listener.port, scene.authority, CREDENTIALS);
    const client = new Peer(connectTls({ socket, servername, ca: scene.pair.cert, host: 'localhost' }));
    client.write('GET / HTTP/1.1', 'Host: evil.test', '', '');
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
  });
});

describe('over h2', () => {
  const open = () => {
    const tls = { ca: scene.pair.cert, servername: 'localhost', alpn: 'h2', headers: [CREDENTIALS] };
    return secureThrough(scene.bench.listener.port, scene.authority, tls);
  };

  test.each([
    ['another scheme', { ':scheme': 'http' }, 'malformed'],
    ['another :authority', { ':authority': 'evil.test' }, 'misdirected'],
  ])('a request with %s', async (_, headers, code) => {
    const secured = await open();
    const h2 = connectHttp2(`https://${scene.authority}`, { createConnection: () => secured });
    const stream = h2.request({ ':path': '/', ...headers }).resume();
    await once(stream, 'close');
    expect(scene.bench.refused).toMatchObject([
      { step: 'accept', code, target: target(), credentials: session },
    ]);
    h2.destroy();
  });

  test('bytes that are no h2', async () => {
    const client = new Peer(await open());
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
    await client.ended();
    const what = { step: 'accept', code: 'malformed', target: target() };
    await expect.poll(() => scene.bench.refused).toMatchObject([what]);
  });
});

describe('CONNECT', () => {
  const ask = async (name: string, ...headers: readonly string[]) => {
    const client = await connect(scene.bench.listener.port);
    client.write(`CONNECT ${name} HTTP/1.1`, `Host: ${name}`, ...headers, '', '');
    return client.ended();
  };

  test('without credentials is asked for them, which is no record', async () => {
    expect(await ask(scene.authority)).toMatch(/^HTTP\/1\.1 407 /);
    expect(scene.bench.refused).toEqual([]);
  });

  test.each([
    ['a wrong secret', basic('session', 'wrong'), { user: 'session', password: 'wrong' }],
    ['a scheme of its own', 'Proxy-Authorization: Bearer secret', null],
  ])('with %s', async (_, header, credentials) => {
    expect(await ask(scene.authority, header)).toMatch(/^HTTP\/1\.1 407 /);
    expect(scene.bench.refused).toMatchObject([
      { step: 'identify', code: 'unknown-session', target: target(), credentials },
    ]);
  });

  test.each([
    ['to no host', ['localhost'], null],
    ['with two hosts', [`localhost:1`, 'Host: evil.test'], 1],
  ])('%s', async (_, [name = '', ...headers], port) => {
    expect(await ask(name, CREDENTIALS, ...headers)).toMatch(/^HTTP\/1\.1 400 /);
    expect(scene.bench.refused).toMatchObject([
      { step: 'accept', code: 'malformed', target: port === null ? null : { host: 'localhost', port } },
    ]);
  });

  test.each([
    ['that we may not vouch for', { covers: false }, 502, 'uncovered-host'],
    ['whose certificate cannot be made', { leafFault: new Error('no key') }, 500, 'internal'],
  ])('to a governed host %s', async (_, options, status, code) => {
    await scene.reopen(options);
    expect(await ask(scene.authority, CREDENTIALS)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(scene.bench.refused).toMatchObject([
      { step: 'accept', code, target: target(), credentials: session },
    ]);
    expect(JSON.stringify(scene.bench.refused)).not.toContain('no key');
  });
});

describe('at the proxy port', () => {
  test.each([
    ['a request for the proxy itself', 'GET /', 400, 'malformed', null],
    ['https in absolute form', 'GET https://localhost/', 400, 'malformed', 443],
    ['another Host', 'GET http://evil.test/', 421, 'misdirected', 80],
  ])('%s', async (_, line, status, code, port) => {
    const client = await connect(scene.bench.listener.port);
    client.write(`${line} HTTP/1.1`, 'Host: localhost', CREDENTIALS, '', '');
    expect(await client.until('\r\n\r\n')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(scene.bench.refused).toMatchObject([
      { step: 'accept', code, credentials: session, target: port === null ? null : { port } },
    ]);
  });

  test.each([
    ['without credentials', [], []],
    ['with a wrong secret', [basic('session', 'wrong')], ['unknown-session']],
  ])('plain HTTP %s', async (_, headers, codes) => {
    const client = await connect(scene.bench.listener.port);
    client.write('GET http://a.test/ HTTP/1.1', 'Host: a.test', ...headers, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 407 /);
    expect(scene.bench.refused.map(({ code }) => code)).toEqual(codes);
  });

  test('one connection too many', async () => {
    await scene.reopen({ limits: { maxConnections: 1 } });
    const first = await connect(scene.bench.listener.port);
    const second = await connect(scene.bench.listener.port);
    expect(await second.ended()).toBe('');
    expect(scene.bench.refused).toMatchObject([{ step: 'accept', code: 'too-many-exchanges', target: null }]);
    first.socket.destroy();
  });
});

describe('is not taken for a refusal', () => {
  test('a client that goes away in the middle of its head', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', 'Host: lo');
    client.socket.end();
    await client.ended();
    expect(scene.bench.refused).toEqual([]);
  });

  test('a connection on which nothing comes in time', async () => {
    await scene.reopen({ limits: { headersTimeoutMs: 20 } });
    const client = await connect(scene.bench.listener.port);
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 408 /);
    expect(scene.bench.refused).toEqual([]);
  });

  test('a client that never begins its TLS', async () => {
    await scene.reopen({ limits: { headersTimeoutMs: 20 } });
    const socket = await connectThrough(scene.bench.listener.port, scene.authority, CREDENTIALS);
    await new Peer(socket).ended();
    expect(scene.bench.refused).toEqual([]);
  });
});
