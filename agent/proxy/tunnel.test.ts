import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { CREDENTIALS } from '../../test/support/proxy-bench.ts';
import { proxyScene } from '../../test/support/proxy-scene.ts';
import { connect, connectThrough, helloOf, Peer, startOrigin } from '../../test/support/raw-wire.ts';
import { DEFAULT_LISTENER_LIMITS } from './limits.ts';
import { Tunnel } from './tunnel.ts';

const scene = proxyScene({ governed: false });

describe('a tunnel to an ungoverned host', () => {
  test.each([
    ['a name, which the ClientHello repeats', 'localhost', 'localhost'],
    ['an address, which it leaves out', '127.0.0.1', ''],
  ])('goes to %s, and shows the client the real certificate', async (_, host, servername) => {
    const socket = await connectThrough(
      scene.bench.listener.port,
      `${host}:${scene.origin.port}`,
      CREDENTIALS,
    );
    const secured = connectTls({ socket, servername, ca: scene.pair.cert, host });
    await once(secured, 'secureConnect');
    const client = new Peer(secured);
    const server = await scene.origin.next();
    client.write('up');
    await server.until('up');
    server.write('down');
    await client.until('down');
    client.socket.end();
    await server.ended();
    server.socket.end();
    const outcome = await scene.bench.tunnels[0];
    expect(outcome).toMatchObject({ end: 'closed' });
    expect(outcome?.bytesUp).toBeGreaterThan(100);
    expect(outcome?.bytesDown).toBeGreaterThan(100);
    expect(scene.bench.requests).toEqual([]);
  });

  test('a server that breaks off breaks the client too', async () => {
    const socket = await connectThrough(
      scene.bench.listener.port,
      `localhost:${scene.origin.port}`,
      CREDENTIALS,
    );
    const secured = connectTls({ socket, servername: 'localhost', ca: scene.pair.cert });
    await once(secured, 'secureConnect');
    const client = new Peer(secured);
    (await scene.origin.next()).socket.destroy();
    await client.ended();
    socket.destroy();
    await scene.bench.tunnels[0];
  });

  test('a client that breaks off breaks the server too', async () => {
    const socket = await connectThrough(
      scene.bench.listener.port,
      `localhost:${scene.origin.port}`,
      CREDENTIALS,
    );
    const secured = connectTls({ socket, servername: 'localhost', ca: scene.pair.cert });
    await once(secured, 'secureConnect');
    const server = await scene.origin.next();
    socket.resetAndDestroy();
    secured.destroy();
    await server.ended();
    expect(await scene.bench.tunnels[0]).toMatchObject({ end: 'aborted' });
  });

  test('a server that goes on for ever after its client has ended is let go', async () => {
    await scene.reopen({ limits: { idleTimeoutMs: 20 } });
    const socket = await connectThrough(
      scene.bench.listener.port,
      `localhost:${scene.origin.port}`,
      CREDENTIALS,
    );
    const secured = connectTls({ socket, servername: 'localhost', ca: scene.pair.cert });
    await once(secured, 'secureConnect');
    const server = await scene.origin.next();
    server.socket.allowHalfOpen = true;
    secured.end('last words');
    await server.ended();
    expect(await scene.bench.tunnels[0]).toMatchObject({ end: 'aborted' });
  });

  test('the ClientHello may come in single bytes', async () => {
    const { client, hello } = await helloOf('localhost');
    const socket = await connectThrough(
      scene.bench.listener.port,
      `localhost:${scene.origin.port}`,
      CREDENTIALS,
    );
    socket.setNoDelay(true);
    const peer = new Peer(socket);
    for (const byte of hello) peer.write(byte);
    await peer.until('\u0016\u0003\u0003');
    client.destroy();
    socket.destroy();
  });
});

describe('is cut before anything goes up', () => {
  test.each([
    ['another server name', 'evil.test'],
    ['a name below it', 'a.localhost'],
    ['no server name', ''],
  ])('with %s in the ClientHello', async (_, servername) => {
    const { client, hello } = await helloOf(servername);
    const peer = new Peer(
      await connectThrough(scene.bench.listener.port, `localhost:${scene.origin.port}`, CREDENTIALS),
    );
    peer.write(hello);
    expect(await peer.ended()).toBe('');
    client.destroy();
    expect(await scene.bench.tunnels[0]).toEqual({ end: 'sni-mismatch', bytesUp: 0, bytesDown: 0 });
    expect(scene.origin.connections).toBe(0);
  });

  test.each([
    ['plain HTTP', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9\r\n'],
    [
      'a ClientHello that never ends',
      `\u0016\u0003\u0001\u0040\u0000\u0001\u0000\u00ff\u00ff${'\0'.repeat(16_380)}`.repeat(5),
    ],
  ])('with %s', async (_, text) => {
    const peer = new Peer(
      await connectThrough(scene.bench.listener.port, `localhost:${scene.origin.port}`, CREDENTIALS),
    );
    peer.write(text);
    await peer.ended();
    expect(await scene.bench.tunnels[0]).toMatchObject({ end: 'sni-mismatch' });
    expect(scene.origin.connections).toBe(0);
  });

  test('when nothing comes in time', async () => {
    await scene.reopen({ limits: { headersTimeoutMs: 20 } });
    const peer = new Peer(
      await connectThrough(scene.bench.listener.port, `localhost:${scene.origin.port}`, CREDENTIALS),
    );
    await peer.ended();
    expect(await scene.bench.tunnels[0]).toMatchObject({ end: 'sni-mismatch' });
  });

  test('when the client is gone', async () => {
    const socket = await connectThrough(
      scene.bench.listener.port,
      `localhost:${scene.origin.port}`,
      CREDENTIALS,
    );
    socket.destroy();
    expect(await scene.bench.tunnels[0]).toMatchObject({ end: 'aborted' });
  });
});

test('a server that is not there ends the tunnel', async () => {
  const free = await startOrigin(null);
  await free.close();
  await scene.reopen({ ungoverned: [free.port] });
  const { client, hello } = await helloOf('localhost');
  const peer = new Peer(
    await connectThrough(scene.bench.listener.port, `localhost:${free.port}`, CREDENTIALS),
  );
  peer.write(hello);
  await peer.ended();
  client.destroy();
  expect(await scene.bench.tunnels[0]).toMatchObject({ end: 'upstream-unreachable' });
});

test('a tunnel can be refused instead, with the reason', async () => {
  const server = await startOrigin(null);
  const client = await connect(server.port);
  const accepted = await server.next();
  const target = { scheme: 'https', host: 'a.test', port: 443 } as const;
  const dial = () => Promise.reject(new Error('not dialled'));
  const tunnel = new Tunnel(accepted.socket, {
    target,
    credentials: null,
    dial,
    limits: DEFAULT_LISTENER_LIMITS,
  });
  tunnel.refuse(403, ['X-A', 'b'], 'countersign: no');
  expect(await client.ended()).toMatch(
    /^HTTP\/1\.1 403 Forbidden\r\nX-A: b\r\n[\s\S]*Connection: close\r\n\r\ncountersign: no\n$/,
  );
  await expect(tunnel.open()).rejects.toThrow('answered before');
  client.socket.destroy();
  await server.close();
});

test('a slow reader holds back the server, in both directions', async () => {
  const socket = await connectThrough(
    scene.bench.listener.port,
    `localhost:${scene.origin.port}`,
    CREDENTIALS,
  );
  const secured = connectTls({ socket, servername: 'localhost', ca: scene.pair.cert });
  await once(secured, 'secureConnect');
  const server = (await scene.origin.next()).socket;
  for (const [from, to] of [
    [secured, server],
    [server, secured],
  ] as const) {
    to.removeAllListeners('data');
    const chunk = Buffer.alloc(64 * 1024);
    let [sent, taken, ahead] = [0, 0, 0];
    to.on('data', (data: Buffer | string) => {
      taken += data.length;
      ahead = Math.max(ahead, sent - taken);
      to.pause();
      setImmediate(() => setImmediate(() => to.resume()));
    });
    to.resume();
    while (sent < 96 * 1024 * 1024) {
      sent += chunk.length;
      if (!from.write(chunk)) await once(from, 'drain');
    }
    while (taken < sent) await once(to, 'data');
    expect(ahead).toBeLessThan(40 * 1024 * 1024);
  }
  secured.destroy();
});
