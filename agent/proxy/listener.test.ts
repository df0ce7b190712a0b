import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { CREDENTIALS, startProxyBench } from '../../test/support/proxy-bench.ts';
import { proxyScene } from '../../test/support/proxy-scene.ts';
import { connect, connectThrough, Peer } from '../../test/support/raw-wire.ts';

const scene = proxyScene();

describe('listening', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1', 'localhost', '127.0.0.1.evil.test', ''])(
    'on %j is refused',
    async (address) => {
      await expect(startProxyBench({ pair: scene.shown, addresses: [address] })).rejects.toMatchObject({
        code: 'not-loopback',
      });
    },
  );

  test('on a port that is taken is refused', async () => {
    const taken = startProxyBench({ pair: scene.shown, port: scene.origin.port });
    await expect(taken).rejects.toMatchObject({ code: 'port-taken' });
  });

  test('takes both loopback addresses on one port', async () => {
    await scene.reopen({ addresses: ['127.0.0.1', '::1'] });
    const client = await connect(scene.bench.listener.port, '::1');
    client.write('GET / HTTP/1.1', 'Host: x', '', '');
    expect(await client.ended()).toContain('this is a proxy');
  });
});

describe('closing', () => {
  const open = (port: number): Promise<Socket> => connectThrough(port, scene.authority, CREDENTIALS);

  test('lets an answer under way finish, and is the end of its connection', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    const idle = await scene.bench.inside(scene.origin.port);
    idle.write('GET /idle HTTP/1.1', `Host: ${scene.authority}`, '', '');
    const first = await scene.origin.next();
    await first.until('\r\n\r\n');
    first.write('HTTP/1.1 204 No Content', '', '');
    await idle.until('204');
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
    await first.until('GET / ');
    const closed = scene.bench.listener.close(60_000);
    await idle.ended();
    first.write('HTTP/1.1 200 OK', 'Content-Length: 4', '', 'done');
    expect(await client.ended()).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone',
    );
    await closed;
  });

  test('does not wait for a client that went away in the middle of its handshake', async () => {
    const { port } = scene.bench.listener;
    const [left, stays] = [await open(port), await open(port)];
    left.destroy();
    const kept = connectTls({ socket: stays, ca: scene.shown.cert, servername: 'localhost' });
    kept.on('error', () => undefined);
    // Sent before the client knows that its last words of the handshake are out.
    kept.once('secureConnect', () => kept.destroy());
    await once(kept, 'close');
    await scene.bench.listener.close(60_000);
  });

  test('does not wait for a client that asked for nothing', async () => {
    const { port } = scene.bench.listener;
    const silent = await connect(port);
    const half = (await connect(port)).write(`GET http://${scene.authority}/ HTTP/1.1`, '');
    const connected = new Peer(await open(port));
    const inside = await scene.bench.inside(scene.origin.port);
    const session = await scene.http2();
    await scene.bench.listener.close(60_000);
    for (const client of [silent, half, connected, inside]) expect(await client.ended()).toBe('');
    if (!session.closed) await once(session, 'close');
  });

  test('cuts what does not finish in time', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
    await (await scene.origin.next()).until('\r\n\r\n');
    await scene.bench.listener.close(1);
    expect(await client.ended()).toBe('');
    expect(scene.bench.requests[0]?.signal.aborted).toBe(true);
  });
});

test('a fault in an exchange breaks its answer and is told to nobody but the agent', async () => {
  await scene.reopen({
    onRequest: async () => {
      throw new Error('secret');
    },
  });
  const client = await scene.bench.inside(scene.origin.port);
  client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
  expect(await client.ended()).toBe('');
  expect(scene.bench.faults).toHaveLength(1);
});
