import { describe, expect, test } from 'vitest';
import { startProxyBench } from '../../test/support/proxy-bench.ts';
import { proxyScene } from '../../test/support/proxy-scene.ts';
import { connect } from '../../test/support/raw-wire.ts';

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
