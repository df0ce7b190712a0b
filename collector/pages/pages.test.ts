import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../server.ts';

let home: string;
let collector: Collector;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-pages-'));
  const pagesDirectory = join(home, 'pages');
  await mkdir(pagesDirectory);
  await writeFile(join(pagesDirectory, 'index.html'), '<!doctype html><title>pages</title>');
  await writeFile(join(pagesDirectory, 'app.js'), '1;\n');
  await writeFile(join(pagesDirectory, 'app.js.LEGAL.txt'), 'licences');
  await writeFile(join(home, 'secret.js'), 'secret');
  collector = await startCollector({
    directory: join(home, 'collector'),
    port: 0,
    clock: () => new Date(),
    pagesDirectory,
  });
});

afterAll(async () => {
  await collector.close();
  await rm(home, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends the path as it is written, which `fetch` would not. */
async function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port: collector.port, path, headers, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const body = Buffer.concat((await response.toArray()) as Buffer[]).toString();
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

test.each(['/', '/approvals/0a', '/activity', '/activity/s%2F1', '/?from=mail'])(
  '%s is a page',
  async (path) => {
    const answer = await get(path);
    expect(answer).toMatchObject({ status: 200, body: '<!doctype html><title>pages</title>' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
  },
);

test('a page may load what is beside it, talk to its own origin, and nothing else', async () => {
  const policy = String((await get('/')).headers['content-security-policy']);
  expect(Object.fromEntries(policy.split('; ').map((each) => each.split(/ (.*)/s, 2)))).toEqual({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': 'lit-html',
  });
});

test.each([
  ['/v1/approvals', 401],
  ['/healthz', 200],
  ['/nowhere', 404],
])('%s may load nothing and is not kept', async (path, status) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  });
});

test('a script is one', async () => {
  expect(await get('/assets/app.js')).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/javascript; charset=utf-8' },
    body: '1;\n',
  });
});

describe('nothing else is a file', () => {
  test.each([
    '/assets/missing.js',
    '/assets/app.js.LEGAL.txt',
    '/assets/../secret.js',
    '/assets/..%2fsecret.js',
    '/assets/%2e%2e%2fsecret.js',
    '/assets/__proto__',
    '/assets/',
    '/index.html',
  ])('%s', async (path) => {
    const { status, body } = await get(path);
    expect([status, body.includes('secret')]).toEqual([404, false]);
  });
});

describe('by which name it is asked', () => {
  test.each([
    ['127.0.0.1', 200],
    ['127.0.0.1:1', 200],
    ['localhost:8080', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example:80', 403],
    ['127.0.0.1:123456', 403],
    ['user@localhost', 403],
    ['0.0.0.0', 403],
  ])('%s: %d', async (host, status) => {
    expect((await get('/', { host })).status).toBe(status);
    expect((await get('/healthz', { host })).status).toBe(status);
  });
});

test.each<[string, string | undefined]>([
  ['none are named', undefined],
  ['nothing was built', 'nowhere'],
])('no pages where %s', async (_name, folder) => {
  const directory = join(home, `without-${folder}`);
  const pages = folder === undefined ? {} : { pagesDirectory: join(home, folder) };
  const other = await startCollector({ directory, port: 0, clock: () => new Date(), ...pages });
  expect((await fetch(other.url)).status).toBe(404);
  expect(other.servesPages).toBe(false);
  await other.close();
});
