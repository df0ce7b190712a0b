import { once } from 'node:events';
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CREDENTIALS, type ProxyBench, startProxyBench } from '../../test/support/proxy-bench.ts';
import {
  type KeyPair,
  type Origin,
  secureThrough,
  selfSigned,
  startOrigin,
} from '../../test/support/raw-wire.ts';

/**
 * Answers that a server may send and that Node would not: each is passed on without what is wrong with it, or
 * becomes a 502. None is a fault of the agent, whichever protocol its client speaks.
 */
let pair: KeyPair;
let origin: Origin;
let bench: ProxyBench;

beforeAll(async () => {
  pair = await selfSigned('localhost');
  origin = await startOrigin(pair);
  bench = await startProxyBench({ pair });
});
afterAll(async () => {
  await bench.close();
  await origin.close();
});

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n';

type Row = readonly [what: string, answer: string, status: number];

const ROWS: readonly Row[] = [
  ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 502],
  ['a switch of protocols to none', 'HTTP/1.1 101 Switching\r\n\r\n', 502],
  ['an unknown interim answer', `HTTP/1.1 199 Odd\r\n\r\n${OK}`, 200],
  ['two times 100', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${OK}`, 200],
  ['an interim answer with settings of h2', `HTTP/1.1 103 Hints\r\nHTTP2-Settings: AA\r\n\r\n${OK}`, 200],
  [
    'an interim answer with a length',
    `HTTP/1.1 103 Hints\r\nContent-Length: 5\r\nDate: a\r\nDate: b\r\n\r\n${OK}`,
    200,
  ],
  ['an interim answer in high bytes', `HTTP/1.1 103 Hints\r\nX: \u00ff\u0080\r\n\r\n${OK}`, 200],
  ['a status below all', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n', 502],
  ['a status above all', 'HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n', 502],
  ['a status of four digits', 'HTTP/1.1 1000 Odd\r\nContent-Length: 0\r\n\r\n', 502],
  ['a reason phrase with a control character', 'HTTP/1.1 200 \u00ff\u0001\r\nContent-Length: 0\r\n\r\n', 200],
  ['a length beside chunks', `${CHUNKED}Content-Length: 2\r\n\r\n0\r\n\r\n`, 502],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello', 502],
  ['a pseudo header', 'HTTP/1.1 200 OK\r\n:status: 200\r\nContent-Length: 0\r\n\r\n', 502],
  ['a space before a colon', 'HTTP/1.1 200 OK\r\nX : 1\r\nContent-Length: 0\r\n\r\n', 502],
  ['a name in high bytes', 'HTTP/1.1 200 OK\r\n\u00ff: 1\r\nContent-Length: 0\r\n\r\n', 502],
  ['an announced trailer', `${CHUNKED}Trailer: X\r\n\r\n1\r\na\r\n0\r\nX: \u00ff\r\n\r\n`, 200],
  ['trailers that are none', `${CHUNKED}\r\n0\r\nConnection: x\r\nHost: y\r\nHTTP2-Settings: z\r\n\r\n`, 200],
  ['h2 in words of HTTP/1.1', 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n', 200],
  ['no HTTP', 'hello\r\n\r\n', 502],
];

const EACH = ROWS.flatMap(([what, ...row]) =>
  ['GET', 'HEAD', 'POST'].map((method) => [what, method, ...row] as const),
);

async function answerWith(text: string): Promise<void> {
  const server = await origin.next();
  await server.until('\r\n\r\n');
  server.write(text);
  server.socket.end();
}

describe.each(EACH)('%s, to %s,', (_, method, text, status) => {
  test('over HTTP/1.1', async () => {
    const client = await bench.inside(origin.port);
    const head = [`${method} / HTTP/1.1`, `Host: localhost:${origin.port}`, 'Connection: close'];
    client.write(...head, ...(method === 'POST' ? ['Content-Length: 0'] : []), '', '');
    await answerWith(text);
    expect((await client.ended()).match(/^HTTP\/1\.1 [2-5]\d\d/gm)).toEqual([`HTTP/1.1 ${status}`]);
    expect(bench.faults).toEqual([]);
  });

  test('over h2', async () => {
    const authority = `localhost:${origin.port}`;
    const tls = { ca: pair.cert, servername: 'localhost', alpn: 'h2', headers: [CREDENTIALS] };
    const secured = await secureThrough(bench.listener.port, authority, tls);
    const h2 = connectHttp2(`https://${authority}`, { createConnection: () => secured });
    const stream = h2.request({ ':method': method, ':path': '/' }, { endStream: true }).resume();
    const response = once(stream, 'response') as Promise<[IncomingHttpHeaders]>;
    await answerWith(text);
    expect((await response)[0][':status']).toBe(status);
    expect(bench.faults).toEqual([]);
    h2.destroy();
  });
});
