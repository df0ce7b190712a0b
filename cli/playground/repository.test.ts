import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGit } from './git.ts';
import { DEMO_REPOSITORY, openDemoClone, openDemoRepository, pointClone } from './repository.ts';

let root: string;
let bare: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'demo-repository-'));
  bare = await openDemoRepository(root, DEMO_REPOSITORY);
});

afterAll(() => rm(root, { recursive: true, force: true }));

const SETTINGS = { url: 'https://git.test/playground/demo.git', proxy: null, caFile: '/nowhere/ca.pem' };
const git = (cwd: string, ...args: readonly string[]) => runGit({ cwd, args });

describe('openDemoRepository', () => {
  it.each(['demo.git', '../demo.git', 'a/../b.git', 'a/-b.git', 'a/b', 'a/b/c.git', ''])(
    'refuses %j',
    async (name) => {
      await expect(openDemoRepository(root, name)).rejects.toMatchObject({ code: 'bad-name' });
    },
  );

  it('makes the same history every time', async () => {
    const other = await openDemoRepository(root, 'playground/other.git');
    expect(await git(other, 'rev-parse', 'main')).toBe(await git(bare, 'rev-parse', 'main'));
    expect((await git(bare, 'ls-tree', '-r', '--name-only', 'main')).split('\n')).toEqual(
      expect.arrayContaining([
        '.github/workflows/ci.yml',
        'README.md',
        'deploy/production.yml',
        'src/server.js',
      ]),
    );
    expect(await git(bare, 'fsck', '--strict')).toBe('');
  });

  it('leaves one that is there alone', async () => {
    await git(bare, 'branch', 'kept', 'main');
    await openDemoRepository(root, DEMO_REPOSITORY);
    expect(await git(bare, 'branch', '--list', 'kept')).toContain('kept');
    expect(await readdir(join(root, 'playground'))).not.toContainEqual(expect.stringContaining('making'));
  });
});

describe('a clone', () => {
  it('has its work tree, its author and its remote', async () => {
    const path = join(root, 'clone');
    await openDemoClone(path, bare, SETTINGS);
    expect(await git(path, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
    expect(await git(path, 'remote', 'get-url', 'origin')).toBe(SETTINGS.url);
    expect(await git(path, 'config', 'user.email')).toBe('dana@playground.test');
    await expect(git(path, 'config', 'http.proxy')).rejects.toMatchObject({ code: 'git-failed' });
  });

  it('is pointed elsewhere without losing what its owner did', async () => {
    const path = join(root, 'pointed');
    await openDemoClone(path, bare, SETTINGS);
    await git(path, 'commit', '-q', '--allow-empty', '-m', 'Mine');
    const proxy = 'http://session:s3cret@127.0.0.1:8080';
    await openDemoClone(path, bare, { ...SETTINGS, proxy, caFile: '/a "b"\\c/ca.pem' });
    expect(await git(path, 'log', '-1', '--format=%s')).toBe('Mine');
    expect(await git(path, 'config', 'http.proxy')).toBe(proxy);
    expect(await git(path, 'config', 'http.sslCAInfo')).toBe('/a "b"\\c/ca.pem');
  });

  it("keeps the proxy's secret in a file that only its owner can read", async () => {
    const path = join(root, 'secret');
    await openDemoClone(path, bare, { ...SETTINGS, proxy: 'http://session:s3cret@127.0.0.1:8080' });
    expect(await readFile(join(path, '.git/config'), 'utf8')).not.toContain('s3cret');
    expect((await stat(join(path, '.git/countersign.config'))).mode & 0o777).toBe(0o600);
  });

  it.each(['http://a\nb', 'http://a\u0000b', 'http://a\u007fb'])(
    'refuses a setting such as %j',
    async (proxy) => {
      const path = join(root, 'clone');
      await expect(pointClone(path, { ...SETTINGS, proxy })).rejects.toMatchObject({ code: 'bad-value' });
    },
  );
});
