import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { type Developer, developer, run } from './developer.ts';

/** What stands between a real git client and the real `git receive-pack`, to read or change its bytes. */
export interface Between {
  advertisement(bytes: Uint8Array): Uint8Array;
  /** The decompressed body of a push; probes are not shown. */
  request(bytes: Uint8Array): Uint8Array;
  answer(bytes: Uint8Array): Uint8Array;
}

/** A bare repository that is pushed to over plain HTTP, and a clone of it, below one temporary folder. */
export interface GitOverHttp extends AsyncDisposable {
  readonly bare: string;
  readonly dev: Developer;
  serverGit(...args: readonly string[]): Promise<string>;
}

const ASIS: Between = { advertisement: same, request: same, answer: same };

export async function startGitOverHttp(
  between: Partial<Between> = {},
  objectFormat: 'sha1' | 'sha256' = 'sha1',
): Promise<GitOverHttp> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-git-'));
  const bare = join(home, 'demo.git');
  const server = createServer((request, response) => {
    answer(request, response, { bare, between: { ...ASIS, ...between } }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dev = developer(join(home, 'clone'), home);
  const git = async (...args: readonly string[]) => {
    const result = await run(args, { cwd: home, home });
    if (result.code !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
    return result.stdout.trim();
  };
  await git('init', '--quiet', '--bare', `--object-format=${objectFormat}`, '--initial-branch=main', bare);
  await git('init', '--quiet', `--object-format=${objectFormat}`, '--initial-branch=main', dev.clone);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/demo.git`;
  await dev.must('remote', 'add', 'origin', url);
  return {
    bare,
    dev,
    serverGit: (...args) => git('-C', bare, ...args),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Served {
  readonly bare: string;
  readonly between: Between;
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  if (request.method === 'GET') {
    const said = await receivePack(served.bare, ['--http-backend-info-refs'], new Uint8Array());
    const header = Buffer.from('001f# service=git-receive-pack\n0000');
    response.setHeader('Content-Type', 'application/x-git-receive-pack-advertisement');
    response.end(served.between.advertisement(Buffer.concat([header, said])));
    return;
  }
  const zipped = request.headers['content-encoding'] === 'gzip';
  const body = await buffer(zipped ? request.pipe(createGunzip()) : request);
  const probe = body.equals(Buffer.from('0000'));
  const said = await receivePack(served.bare, [], probe ? body : served.between.request(body));
  response.setHeader('Content-Type', 'application/x-git-receive-pack-result');
  response.end(probe ? said : served.between.answer(said));
}

async function receivePack(bare: string, flags: readonly string[], input: Uint8Array): Promise<Buffer> {
  const child = spawn('git', ['receive-pack', '--stateless-rpc', ...flags, bare], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', HOME: bare, LC_ALL: 'C' },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return buffer(child.stdout);
}

function same(bytes: Uint8Array): Uint8Array {
  return bytes;
}
