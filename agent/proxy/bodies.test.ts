import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { CREDENTIALS, type ProxyBench, startProxyBench } from '../../test/support/proxy-bench.ts';
import {
  type KeyPair,
  type Origin,
  secureThrough,
  selfSigned,
  startOrigin,
} from '../../test/support/raw-wire.ts';

const TOTAL = 96 * 1024 * 1024;
/** What the kernel, TLS and streams between two ends may hold together, whatever the size of the body. */
const MAX_HELD = 40 * 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, 'x');

let pair: KeyPair;
let origin: Origin;
let bench: ProxyBench;

beforeAll(async () => {
  pair = await selfSigned('localhost');
});
beforeEach(async () => {
  origin = await startOrigin(pair);
  bench = await startProxyBench({ pair });
});
afterEach(async () => {
  await bench.close();
  await origin.close();
});

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
  const client = await bench.inside(origin.port);
  client.write('GET / HTTP/1.1', `Host: localhost:${origin.port}`, '', '');
  const server = await origin.next();
  await server.until('\r\n\r\n');
  server.write('HTTP/1.1 200 OK', `Content-Length: ${TOTAL}`, '', '');
  await client.until('\r\n\r\n');
  expect(await mostHeld(bare(server.socket), bare(client.socket))).toBeLessThan(MAX_HELD);
});

test('a slow server holds back the sender of a large request', async () => {
  const client = await bench.inside(origin.port);
  client.write('POST / HTTP/1.1', `Host: localhost:${origin.port}`, `Content-Length: ${TOTAL}`, '', '');
  const server = await origin.next();
  await server.until('\r\n\r\n');
  expect(await mostHeld(bare(client.socket), bare(server.socket))).toBeLessThan(MAX_HELD);
});

async function http2(): Promise<ClientHttp2Session> {
  const authority = `localhost:${origin.port}`;
  const tls = { ca: pair.cert, servername: 'localhost', alpn: 'h2', headers: [CREDENTIALS] };
  const secured = await secureThrough(bench.listener.port, authority, tls);
  return connect(`https://${authority}`, { createConnection: () => secured });
}

test('a slow h2 reader holds back the server', async () => {
  const session = await http2();
  const stream = session.request({ ':path': '/' });
  const server = await origin.next();
  await server.until('\r\n\r\n');
  server.write('HTTP/1.1 200 OK', `Content-Length: ${TOTAL}`, '', '');
  expect(await mostHeld(bare(server.socket), stream)).toBeLessThan(MAX_HELD);
  session.destroy();
});

test('a slow server holds back an h2 sender', async () => {
  const session = await http2();
  const stream = session.request({ ':method': 'POST', ':path': '/', 'content-length': TOTAL });
  const server = await origin.next();
  await server.until('\r\n\r\n');
  expect(await mostHeld(stream, bare(server.socket))).toBeLessThan(MAX_HELD);
  session.destroy();
});
