import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FeedFetcher } from './fetcher.ts';
import { DEFAULT_FEED_LIMITS } from './limits.ts';

let server: Server;
let fetcher: FeedFetcher;
let seen: (readonly [path: string, asked: string | undefined, status: number])[];
let etag: string | null;

beforeEach(async () => {
  seen = [];
  etag = '"one"';
  server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  fetcher = new FeedFetcher(DEFAULT_FEED_LIMITS, null);
});

afterEach(() => {
  fetcher.close();
  server.close();
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const asked = request.headers['if-none-match'];
  const status = etag !== null && asked === etag ? 304 : 200;
  seen.push([request.url ?? '', asked, status]);
  response.writeHead(status, etag === null ? {} : { etag });
  response.end(status === 304 ? undefined : `of ${etag}`.slice(0, 20));
}

async function fetched(path: string): Promise<string> {
  fetcher.begin();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  return (await fetcher.downloadBytes(url, 100)).toString();
}

test('a timestamp that has not changed is not sent again', async () => {
  expect(await fetched('/timestamp.json')).toBe('of "one"');
  expect(await fetched('/timestamp.json')).toBe('of "one"');
  etag = '"two"';
  expect(await fetched('/timestamp.json')).toBe('of "two"');
  expect(seen).toEqual([
    ['/timestamp.json', undefined, 200],
    ['/timestamp.json', '"one"', 304],
    ['/timestamp.json', '"one"', 200],
  ]);
});

test.each([
  ['without an ETag', '/timestamp.json', null],
  ['with one that is too long', '/timestamp.json', `"${'x'.repeat(300)}"`],
  ['of another file', '/1.root.json', '"one"'],
])('an answer %s is asked for anew', async (_, path, given) => {
  etag = given;
  await fetched(path);
  await fetched(path);
  expect(seen.map(([, asked]) => asked)).toEqual([undefined, undefined]);
});
