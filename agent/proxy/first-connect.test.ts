import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../../test/support/raw-wire.ts';
import { readFirstConnect } from './first-connect.ts';

const CONNECT = 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n';
const HEAD = { target: 'a.test:443', rawHeaders: ['Host', 'a.test:443'] };

let server: Server;
let told: unknown[];

beforeEach(async () => {
  told = [];
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

/** A connection of a client, and its other end, which is being read. */
async function opened(headersTimeoutMs = 60_000) {
  const client = connect((server.address() as AddressInfo).port);
  const [socket] = (await once(server, 'connection')) as [Socket];
  const telling = new Promise<void>((resolve) => {
    const tell = (what: unknown): void => {
      told.push(what);
      resolve();
    };
    const limits = { headersTimeoutMs, maxHeaderBytes: 200 };
    readFirstConnect(socket, limits, {
      connect: tell,
      other: () => tell('other'),
      silent: () => tell('silent'),
    });
  });
  return { client: await client, socket, telling };
}

test.each<[string, string, unknown, string]>([
  ['a CONNECT', CONNECT, HEAD, ''],
  [
    'a CONNECT and the first bytes of its TLS',
    `${CONNECT}\u0016\u0003\r\n\r\n`,
    HEAD,
    '\u0016\u0003\r\n\r\n',
  ],
  ['the beginning of a CONNECT', CONNECT.slice(0, -1), 'other', CONNECT.slice(0, -1)],
  [
    'a CONNECT with a length',
    CONNECT.replace('Host', 'Content-Length'),
    'other',
    CONNECT.replace('Host', 'Content-Length'),
  ],
  [
    'a CONNECT over the limit',
    CONNECT.replace('a.test', 'a'.repeat(200)),
    'other',
    CONNECT.replace('a.test', 'a'.repeat(200)),
  ],
  ['another request', 'GET / HTTP/1.1\r\n\r\n', 'other', 'GET / HTTP/1.1\r\n\r\n'],
])('%s is told once, and nothing behind it is lost', async (_what, sent, what, left) => {
  const { client, socket, telling } = await opened();
  client.write(sent);
  await telling;
  client.write('more').socket.end();
  let rest = '';
  for await (const bytes of socket.setEncoding('latin1')) rest += bytes;
  expect(rest).toBe(`${left}more`);
  expect(told).toEqual([what]);
});

test('what comes after the time for it is not read', async () => {
  const { client, socket, telling } = await opened(5);
  await telling;
  client.write(CONNECT).socket.end();
  await once(socket.resume(), 'end');
  expect(told).toEqual(['silent']);
});

test('a client that only ends is told of to nobody', async () => {
  const { client, socket } = await opened();
  client.socket.end();
  await once(socket, 'close');
  expect(told).toEqual([]);
});
