import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ProxyBench, startProxyBench } from '../../test/support/proxy-bench.ts';
import { selfSigned } from '../../test/support/raw-wire.ts';

const run = promisify(execFile);
const OBJECT = '0123456789abcdef0123456789abcdef01234567';
const LINE = `${OBJECT} refs/heads/main\n`;
const packet = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text;

let folder: string;
let certificate: string;
let server: Server;
let bench: ProxyBench;
let url: string;

beforeAll(async () => {
  const pair = await selfSigned('localhost');
  folder = await mkdtemp(join(tmpdir(), 'countersign-clients-'));
  certificate = join(folder, 'cert.pem');
  await writeFile(certificate, pair.cert);
  server = createServer(pair, (request, response) => {
    const isGit = request.url?.endsWith('/info/refs?service=git-upload-pack') === true;
    response.setHeader('Content-Type', isGit ? 'application/x-git-upload-pack-advertisement' : 'text/plain');
    const refs = packet(`${OBJECT} refs/heads/main\0agent=x\n`);
    response.end(
      isGit ? `${packet('# service=git-upload-pack\n')}0000${refs}0000` : `${request.method} ${request.url}`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  url = `https://localhost:${port}/demo.git`;
  bench = await startProxyBench({ pair });
});
afterAll(async () => {
  await bench.close();
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

function environment(secret: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSL_CAINFO: certificate,
    CURL_CA_BUNDLE: certificate,
    HTTPS_PROXY: `http://session:${secret}@127.0.0.1:${bench.listener.port}`,
  };
}

test('git sends its credentials after the 407 and lists the refs', async () => {
  const { stdout } = await run('git', ['ls-remote', url], { env: environment('secret') });
  expect(stdout).toBe(LINE.replace(' ', '\t'));
});

test('git with a wrong secret gets nothing', async () => {
  await expect(run('git', ['ls-remote', url], { env: environment('wrong') })).rejects.toThrow(/407/);
});

test.each(['--http1.1', '--http2'])('curl %s', async (version) => {
  const { stdout } = await run('curl', ['-sS', version, '-d', 'x=y', '-w', ' %{http_version}', `${url}?q`], {
    env: environment('secret'),
  });
  expect(stdout).toBe(`POST /demo.git?q ${version === '--http2' ? '2' : '1.1'}`);
});

test('curl with a wrong secret gets nothing', async () => {
  await expect(run('curl', ['-sS', url], { env: environment('wrong') })).rejects.toThrow(/407/);
});
