import { setImmediate } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { CREDENTIALS } from '../../test/support/proxy-bench.ts';
import { proxyScene } from '../../test/support/proxy-scene.ts';
import { basic, connect, connectThrough, helloOf, Peer, startOrigin } from '../../test/support/raw-wire.ts';

const scene = proxyScene();

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
    const client = await connect(scene.bench.listener.port);
    client.write(`CONNECT ${scene.authority} HTTP/1.1`, `Host: ${scene.authority}`, ...headers, '', '');
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
    const client = await connect(scene.bench.listener.port);
    client.write(`CONNECT ${target} HTTP/1.1`, 'Host: localhost', CREDENTIALS, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('to a governed host that we cannot vouch for is refused, not tunnelled', async () => {
    await scene.reopen({ covers: false });
    const client = await connect(scene.bench.listener.port);
    client.write(`CONNECT ${scene.authority} HTTP/1.1`, `Host: ${scene.authority}`, CREDENTIALS, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 502 /);
    expect(scene.origin.connections).toBe(0);
  });

  test.each(['__proto__', 'constructor', 'ca', 'ca.private', 'tostring', 'hasownproperty'])(
    '%s is just a name',
    async (name) => {
      const names: string[] = [];
      await scene.reopen({
        onRequest: async (request) => {
          names.push(request.target.host);
          request.response.head(200, 'OK', ['Content-Length', '0']);
          await request.response.end([]);
        },
      });
      const socket = await connectThrough(scene.bench.listener.port, `${name}:443`, CREDENTIALS);
      const client = new Peer(connectTls({ socket, rejectUnauthorized: false }));
      client.write('GET / HTTP/1.1', `Host: ${name}`, '', '');
      await client.until('HTTP/1.1 200 OK');
      expect(names).toEqual([name]);
    },
  );

  test.each([1, 9, 40, -3, -1])('cut at %i is the same', async (at) => {
    const lines = [`CONNECT ${scene.authority} HTTP/1.1`, `Host: ${scene.authority}`, CREDENTIALS, '', ''];
    const text = lines.join('\r\n');
    const client = await connect(scene.bench.listener.port);
    client.write(text.slice(0, at));
    await setImmediate();
    client.write(text.slice(at));
    expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 200 Connection Established\r\n\r\n');
  });

  test('bytes of TLS that come right behind it are not lost', async () => {
    const { client, hello } = await helloOf('localhost');
    const early = await connect(scene.bench.listener.port);
    early.write(`CONNECT ${scene.authority} HTTP/1.1`, `Host: ${scene.authority}`, CREDENTIALS, '', hello);
    await early.until('\r\n\r\n\u0016\u0003\u0003');
    client.destroy();
  });
});

describe('inside a CONNECT', () => {
  test.each(['evil.test', 'localhost', 'localhost:1', 'localhost.evil.test', ''])(
    'Host %j is misdirected',
    async (host) => {
      const client = await scene.bench.inside(scene.origin.port);
      client.write('GET / HTTP/1.1', `Host: ${host}`, '', '');
      expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 Misdirected Request\r\n/);
      expect(scene.bench.requests).toEqual([]);
    },
  );

  test.each([
    ['absolute form', (host: string) => `https://${host}/x`, '/x'],
    ['the server as a whole', () => '*', '*'],
  ])('%s of the same server is accepted', async (_, target, path) => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(`OPTIONS ${target(scene.authority)} HTTP/1.1`, `Host: ${scene.authority}`, '', '');
    expect(await (await scene.origin.next()).until('\r\n\r\n')).toMatch(`OPTIONS ${path} HTTP/1.1\r\n`);
  });

  test('a WebSocket is refused in words of JSON, and nothing goes upstream', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(
      'GET / HTTP/1.1',
      `Host: ${scene.authority}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      '',
      '',
    );
    const answer = await client.until('upgrade-refused');
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nContent-Type: application\/json\r\n/);
    expect(scene.origin.connections).toBe(0);
  });

  test('an offer of h2c is left unanswered', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(
      'GET / HTTP/1.1',
      `Host: ${scene.authority}`,
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AA',
      '',
      '',
    );
    expect(await (await scene.origin.next()).until('\r\n\r\n')).not.toContain('ettings');
  });
});

describe('at the proxy port', () => {
  test('a request for the proxy itself is told what this is', async () => {
    const client = await connect(scene.bench.listener.port);
    client.write('GET / HTTP/1.1', `Host: localhost:${scene.bench.listener.port}`, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 [\s\S]*this is a proxy/);
  });

  test.each([
    ['https in absolute form', `https://localhost/`, 400],
    ['another Host', 'http://evil.test/', 421],
  ])('%s is refused', async (_, target, status) => {
    const client = await connect(scene.bench.listener.port);
    client.write(`GET ${target} HTTP/1.1`, 'Host: localhost', CREDENTIALS, '', '');
    expect(await client.until('\r\n\r\n')).toMatch(`HTTP/1.1 ${status} `);
  });

  test('plain HTTP in absolute form needs credentials, and does not pass them on', async () => {
    const plain = await startOrigin(null);
    const host = `localhost:${plain.port}`;
    try {
      const stranger = await connect(scene.bench.listener.port);
      stranger.write(`GET http://${host}/x HTTP/1.1`, `Host: ${host}`, '', '');
      expect(await stranger.ended()).toMatch(/^HTTP\/1\.1 407 [\s\S]*Connection: close\r\n/);
      const client = await connect(scene.bench.listener.port);
      client.write(`GET http://${host}/x HTTP/1.1`, `Host: ${host}`, CREDENTIALS, '', '');
      const server = await plain.next();
      expect(await server.until('\r\n\r\n')).toBe(
        `GET /x HTTP/1.1\r\nHost: ${host}\r\nConnection: keep-alive\r\n\r\n`,
      );
      expect(scene.bench.requests[0]).toMatchObject({
        target: { scheme: 'http', host: 'localhost' },
        credentials: { user: 'session' },
      });
      expect(scene.bench.requests[0]?.rawHeaders).toEqual(['Host', host]);
    } finally {
      await plain.close();
    }
  });
});
