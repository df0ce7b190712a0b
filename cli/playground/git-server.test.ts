import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request as rawRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPlaygroundCertificate, type PlaygroundCertificate } from './certificate.ts';
import { runGit } from './git.ts';
import { type GitServer, startGitServer } from './git-server.ts';
import { DEMO_REPOSITORY, openDemoClone, openDemoRepository } from './repository.ts';

const HOST = 'localhost';

let folder: string;
let bare: string;
let certificate: PlaygroundCertificate;
let server: GitServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'git-server-'));
  certificate = await openPlaygroundCertificate({ folder, host: HOST, now: new Date() });
  bare = await openDemoRepository(join(folder, 'served'), DEMO_REPOSITORY);
  server = await startGitServer({ ...certificate, root: join(folder, 'served'), host: HOST, port: 0 });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const url = (port: number, name = DEMO_REPOSITORY) => `https://${HOST}:${port}/${name}`;

async function clone(name: string, remote = url(server.port)): Promise<string> {
  const path = join(folder, name);
  await openDemoClone(path, bare, { url: remote, proxy: null, caFile: certificate.authorityFile });
  return path;
}

const git = (cwd: string, ...args: readonly string[]) => runGit({ cwd, args });

interface CallOptions {
  readonly method?: string;
  readonly port?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call(
  path: string,
  options: CallOptions = {},
  body?: Uint8Array,
): Promise<{
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}> {
  const request = rawRequest({
    host: '127.0.0.1',
    port: server.port,
    servername: HOST,
    path,
    ca: certificate.authority,
    ...options,
    headers: { host: HOST, ...options.headers },
  });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode,
    headers: response.headers,
    text: Buffer.concat(chunks).toString('latin1'),
  };
}

describe('what it does not serve', () => {
  it.each([
    ['a path outside the root', '/../../etc/passwd', 404],
    ['an encoded path outside the root', '/playground/%2e%2e/demo.git/info/refs', 404],
    ['a segment that begins with a dot', '/playground/.demo.git/info/refs', 404],
    ['a file of the repository', `/${DEMO_REPOSITORY}/config`, 404],
    ['a repository that is not there', '/playground/none.git/info/refs?service=git-upload-pack', 404],
    ['a service that git does not have', `/${DEMO_REPOSITORY}/info/refs?service=git-evil-pack`, 403],
    ['a URL for another host', 'https://github.com/', 400],
  ])('%s', async (_, path, status) => {
    expect((await call(path)).status).toBe(status);
  });

  it('answers to no other host name', async () => {
    const path = `/${DEMO_REPOSITORY}/info/refs?service=git-upload-pack`;
    expect((await call(path, { headers: { host: 'github.com' } })).status).toBe(421);
  });
});

describe('with the real git', () => {
  it('clones, and the clone has the demo history', async () => {
    await git(
      folder,
      '-c',
      `http.sslCAInfo=${certificate.authorityFile}`,
      'clone',
      '-q',
      url(server.port),
      'cloned',
    );
    expect(await git(join(folder, 'cloned'), 'log', '--format=%s', '-1')).toBe('Deploy two replicas');
  });

  it.each(['0', '2'])('makes a shallow, blobless clone with protocol version %s', async (version) => {
    const into = `shallow-${version}`;
    const options = [
      '-c',
      `http.sslCAInfo=${certificate.authorityFile}`,
      '-c',
      `protocol.version=${version}`,
    ];
    await git(folder, ...options, 'clone', '-q', '--depth=1', '--filter=blob:none', url(server.port), into);
    expect(await git(join(folder, into), 'rev-list', '--count', 'HEAD')).toBe('1');
  });

  it('takes a push and gives it to the next fetch', async () => {
    const [one, two] = [await clone('one'), await clone('two')];
    await git(one, 'commit', '-q', '--allow-empty', '-m', 'More');
    await git(one, 'push', '-q', 'origin', 'HEAD:refs/heads/more');
    await git(two, 'fetch', '-q', 'origin');
    expect(await git(two, 'rev-parse', 'origin/more')).toBe(await git(one, 'rev-parse', 'HEAD'));
  });

  it('takes a chunked push larger than the post buffer', async () => {
    const path = await clone('large');
    await writeFile(join(path, 'large.bin'), randomBytes(5 * 1024 * 1024));
    await git(path, 'add', '.');
    await git(path, 'commit', '-q', '-m', 'Large');
    await git(path, 'push', '-q', 'origin', 'HEAD:refs/heads/large');
    expect(await git(bare, 'rev-parse', 'large')).toBe(await git(path, 'rev-parse', 'HEAD'));
  });

  it('takes a forced push and a deletion, which are for others to refuse', async () => {
    const path = await clone('forced');
    await git(path, 'push', '-q', 'origin', 'HEAD:refs/heads/forced');
    await git(path, 'push', '-q', '--force', 'origin', 'HEAD~1:refs/heads/forced');
    expect(await git(bare, 'rev-parse', 'forced')).toBe(await git(path, 'rev-parse', 'HEAD~1'));
    await git(path, 'push', '-q', 'origin', ':refs/heads/forced');
    await expect(git(bare, 'rev-parse', '--verify', 'forced')).rejects.toMatchObject({ code: 'git-failed' });
  });
});

describe('bodies', () => {
  const TYPE = { 'content-type': 'application/x-git-upload-pack-request', 'git-protocol': 'version=2' };
  const LS_REFS = Buffer.from('0014command=ls-refs\n0000');
  const options = { method: 'POST', headers: TYPE };

  it.each([
    ['plain', TYPE, LS_REFS],
    ['gzip', { ...TYPE, 'content-encoding': 'gzip' }, gzipSync(LS_REFS)],
    ['chunked', { ...TYPE, 'transfer-encoding': 'chunked' }, LS_REFS],
    [
      'chunked gzip',
      { ...TYPE, 'transfer-encoding': 'chunked', 'content-encoding': 'gzip' },
      gzipSync(LS_REFS),
    ],
    ['one that waits for a 100', { ...TYPE, expect: '100-continue' }, LS_REFS],
  ])('reads a %s one', async (_, headers, body) => {
    const answer = await call(`/${DEMO_REPOSITORY}/git-upload-pack`, { ...options, headers }, body);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/x-git-upload-pack-result');
    expect(answer.text).toContain('refs/heads/main');
  });

  it('refuses a body of another type', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect(
      (await call(`/${DEMO_REPOSITORY}/git-upload-pack`, { method: 'POST', headers }, LS_REFS)).status,
    ).toBe(415);
  });
});

describe('with a password', () => {
  const AUTH = { user: 'dana', password: 'pass:word' };

  it('asks for it before a push, and only then', async () => {
    const guarded = await startGitServer({
      ...certificate,
      root: join(folder, 'served'),
      host: HOST,
      port: 0,
      auth: AUTH,
    });
    try {
      const path = await clone('guarded', url(guarded.port));
      await git(path, 'fetch', '-q', 'origin');
      const push = ['push', '-q', 'origin', 'HEAD:refs/heads/guarded'];
      await expect(git(path, ...push)).rejects.toMatchObject({ code: 'git-failed' });
      await expect(git(path, '-c', header('dana:wrong'), ...push)).rejects.toMatchObject({
        code: 'git-failed',
      });
      await git(path, '-c', header('dana:pass:word'), ...push);
      expect(await git(bare, 'rev-parse', 'guarded')).toBe(await git(path, 'rev-parse', 'HEAD'));
    } finally {
      await guarded.close();
    }
  });

  const header = (credential: string) =>
    `http.extraHeader=Authorization: Basic ${Buffer.from(credential).toString('base64')}`;
});

describe('faults', () => {
  it('ends the program behind a client that goes away in the middle of a push', async () => {
    const own = await startGitServer({ ...certificate, root: join(folder, 'served'), host: HOST, port: 0 });
    const request = rawRequest({
      host: '127.0.0.1',
      port: own.port,
      servername: HOST,
      path: `/${DEMO_REPOSITORY}/git-receive-pack`,
      ca: certificate.authority,
      method: 'POST',
      headers: {
        host: HOST,
        'content-type': 'application/x-git-receive-pack-request',
        expect: '100-continue',
      },
    });
    request.on('error', () => {});
    request.flushHeaders();
    await once(request, 'continue');
    request.write('00');
    request.destroy();
    await own.close();
  });

  it('waits no longer than the limit for a program that a hook holds', async () => {
    const root = join(folder, 'held');
    const held = await openDemoRepository(root, 'playground/held.git');
    const [begun, over] = [join(folder, 'begun'), join(folder, 'over')];
    const hook = `#!/bin/sh\n: > '${begun}'\nwhile [ ! -e '${over}' ]; do sleep 0.05; done\n`;
    await writeFile(join(held, 'hooks', 'pre-receive'), hook, { mode: 0o700 });
    const own = await startGitServer({ ...certificate, root, host: HOST, port: 0, maxCloseMs: 50 });
    const path = await clone('holding', url(own.port, 'playground/held.git'));
    const push = git(path, 'push', '-q', 'origin', 'HEAD:refs/heads/held').then(
      () => 'taken',
      () => 'broken',
    );
    await vi.waitUntil(() => existsSync(begun), { timeout: 20_000 });
    await own.close();
    await writeFile(over, '');
    expect(await push).toBe('broken');
  });

  it('says that git did not answer when the root is gone', async () => {
    const root = join(folder, 'gone');
    await mkdir(root);
    const homeless = await startGitServer({ ...certificate, root, host: HOST, port: 0 });
    await rm(root, { recursive: true });
    try {
      const path = `/${DEMO_REPOSITORY}/info/refs?service=git-upload-pack`;
      expect((await call(path, { port: homeless.port })).status).toBe(502);
    } finally {
      await homeless.close();
    }
  });
});
