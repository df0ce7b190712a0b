import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openPlaygroundCertificate } from '../../cli/playground/certificate.ts';
import { proxySettings } from '../proxy/corporate.ts';
import { FeedFetcher } from './fetcher.ts';
import { DEFAULT_FEED_LIMITS } from './limits.ts';

/** A name that only the proxy knows. */
const HOST = 'feed.playground.test';
let folder: string;
let feed: Server;
let tlsFeed: Server;
let proxy: Server;
let passed: string[];
let refuses: boolean;
const trusted = getCACertificates('default');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-feed-way-'));
  const certificate = await openPlaygroundCertificate({ folder, host: HOST, now: new Date() });
  setDefaultCACertificates([...trusted, certificate.authority]);
  const answer: RequestListener = (request, response) =>
    void response.end(`${request.headers.host} ${request.url}`);
  feed = await listening(createServer(answer));
  tlsFeed = await listening(createTlsServer({ key: certificate.key, cert: certificate.cert }, answer));
  proxy = await listening(corporateProxy());
});

afterAll(async () => {
  setDefaultCACertificates(trusted);
  for (const server of [feed, tlsFeed, proxy]) server.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  passed = [];
  refuses = false;
});

async function listening<S extends Server>(server: S): Promise<S> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Passes on what is asked of it, whatever the name, to the server of that port on this machine. */
function corporateProxy(): Server {
  const server = createServer((request, response) => {
    const { host, pathname } = new URL(request.url ?? '');
    passed.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    if (refuses) response.writeHead(407).end();
    else response.end(`${host} ${pathname}`);
  });
  server.on('connect', (request, socket: Socket) => {
    passed.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    if (refuses) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const upstream = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on('error', () => undefined);
  });
  return server;
}

async function fetched(url: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const fetcher = new FeedFetcher(DEFAULT_FEED_LIMITS, proxySettings(environment));
  fetcher.begin();
  try {
    return (await fetcher.downloadBytes(url, 1000)).toString();
  } finally {
    fetcher.close();
  }
}

const TOLD = `Basic ${Buffer.from('user:pass').toString('base64')}`;

test('a feed behind TLS is reached through the proxy, and verified behind it', async () => {
  const way = { HTTPS_PROXY: `http://user:pass@127.0.0.1:${portOf(proxy)}` };
  const where = `${HOST}:${portOf(tlsFeed)}`;
  expect(await fetched(`https://${where}/feed/timestamp.json`, way)).toBe(`${where} /feed/timestamp.json`);
  expect(passed).toEqual([`CONNECT ${where} ${TOLD}`]);
  // The certificate is of another name.
  const other = `https://other.playground.test:${portOf(tlsFeed)}/feed/timestamp.json`;
  await expect(fetched(other, way)).rejects.toMatchObject({ code: 'unreachable' });
});

test('one without is asked of the proxy in absolute form', async () => {
  const way = { HTTP_PROXY: `http://user:pass@127.0.0.1:${portOf(proxy)}` };
  const url = `http://${HOST}:${portOf(feed)}/feed/timestamp.json`;
  expect(await fetched(url, way)).toBe(`${HOST}:${portOf(feed)} /feed/timestamp.json`);
  expect(passed).toEqual([`GET ${url} ${TOLD}`]);
});

test.each<readonly [string, (port: number) => Readonly<Record<string, string>>]>([
  ['there is none', () => ({})],
  ['NO_PROXY names it', (port) => ({ HTTP_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '127.0.0.1' })],
  ['it is for TLS alone', (port) => ({ HTTPS_PROXY: `http://127.0.0.1:${port}` })],
])('the proxy is not asked when %s', async (_, way) => {
  const url = `http://127.0.0.1:${portOf(feed)}/feed/timestamp.json`;
  expect(await fetched(url, way(portOf(proxy)))).toContain('/feed/timestamp.json');
  expect(passed).toEqual([]);
});

test('a proxy that refuses is not gone round', async () => {
  refuses = true;
  const way = { HTTPS_PROXY: `http://user:pass@127.0.0.1:${portOf(proxy)}` };
  const fault = await fetched(`https://127.0.0.1:${portOf(tlsFeed)}/feed/timestamp.json`, way).catch(
    (cause: unknown) => cause,
  );
  expect(fault).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('answered CONNECT') as unknown,
  });
  expect(String(fault)).not.toContain('pass');
  const gone = { HTTP_PROXY: 'http://127.0.0.1:1' };
  await expect(fetched(`http://127.0.0.1:${portOf(feed)}/feed/1.root.json`, gone)).rejects.toMatchObject({
    code: 'unreachable',
  });
});
