import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { proxyScene } from '../../test/support/proxy-scene.ts';

const TOTAL = 96 * 1024 * 1024;
/** What the kernel, TLS and streams between two ends may hold together, whatever the size of the body. */
const MAX_HELD = 40 * 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, 'x');

const scene = proxyScene();

/** Sends a body at full speed to a reader that takes one piece every few turns; the most that was in between. */
async function mostHeld(from: Duplex, to: Duplex): Promise<number> {
  let [sent, taken, most] = [0, 0, 0];
  const finished = new Promise<void>((resolve) => {
    to.on('data', (data: Buffer | string) => {
      taken += data.length;
      most = Math.max(most, sent - taken);
      if (taken >= TOTAL) resolve();
      to.pause();
      setImmediate(() => setImmediate(() => to.resume()));
    });
  });
  to.resume();
  while (sent < TOTAL) {
    sent += CHUNK.length;
    if (!from.write(CHUNK)) await once(from, 'drain');
  }
  await finished;
  return most;
}

function bare(socket: Socket): Socket {
  return socket.removeAllListeners('data');
}

test('a slow reader of a large answer holds back the server', async () => {
  const client = await scene.bench.inside(scene.origin.port);
  client.write('GET / HTTP/1.1', `Host: localhost:${scene.origin.port}`, '', '');
  const server = await scene.origin.next();
  await server.until('\r\n\r\n');
  server.write('HTTP/1.1 200 OK', `Content-Length: ${TOTAL}`, '', '');
  await client.until('\r\n\r\n');
  expect(await mostHeld(bare(server.socket), bare(client.socket))).toBeLessThan(MAX_HELD);
});

test('a slow server holds back the sender of a large request', async () => {
  const client = await scene.bench.inside(scene.origin.port);
  client.write('POST / HTTP/1.1', `Host: localhost:${scene.origin.port}`, `Content-Length: ${TOTAL}`, '', '');
  const server = await scene.origin.next();
  await server.until('\r\n\r\n');
  expect(await mostHeld(bare(client.socket), bare(server.socket))).toBeLessThan(MAX_HELD);
});

test('a slow h2 reader holds back the server', async () => {
  const session = await scene.http2();
  const stream = session.request({ ':path': '/' });
  const server = await scene.origin.next();
  await server.until('\r\n\r\n');
  server.write('HTTP/1.1 200 OK', `Content-Length: ${TOTAL}`, '', '');
  expect(await mostHeld(bare(server.socket), stream)).toBeLessThan(MAX_HELD);
  session.destroy();
});

test('a slow server holds back an h2 sender', async () => {
  const session = await scene.http2();
  const stream = session.request({ ':method': 'POST', ':path': '/', 'content-length': TOTAL });
  const server = await scene.origin.next();
  await server.until('\r\n\r\n');
  expect(await mostHeld(stream, bare(server.socket))).toBeLessThan(MAX_HELD);
  session.destroy();
});
