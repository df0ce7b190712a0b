import { afterAll, beforeAll, expect, test } from 'vitest';
import { PushWorld } from '../../test/support/push-world.ts';
import type { WorkspaceAsk } from './default-branch.ts';

const FILE = '.countersign.yaml';
let world: PushWorld;

beforeAll(async () => {
  world = await PushWorld.open();
});

afterAll(() => world[Symbol.asyncDispose]());

function ask(change: Partial<WorkspaceAsk> = {}): WorkspaceAsk {
  const access = { url: `${world.http?.url}/octo/demo.git`, header: 'X-Reader: agent' };
  const signal = new AbortController().signal;
  const repository = { id: 'git.test/octo/demo', host: 'git.test', path: 'octo/demo' };
  return { repository, access, boundedAccess: access, maxBytes: 1000, signal, ...change };
}

async function read(change: Partial<WorkspaceAsk> = {}) {
  const { defaultBranch } = world.inspector;
  const commit = await defaultBranch.commit(ask(change));
  return commit === null ? null : defaultBranch.workspaceFile(ask(change), commit);
}

/** What stands on `main` before each row. */
function onMain(contents: Parameters<PushWorld['commit']>[0]): string {
  world.git('rm', '-r', '-q', '--ignore-unmatch', FILE);
  const id = world.commit(contents);
  world.land('main');
  return id;
}

test('a repository without the file has none', async () => {
  expect(await read()).toEqual({ kind: 'none' });
});

test('it is read from the commit that the default branch is at', async () => {
  const commit = onMain({ [FILE]: 'version: 1\n' });
  expect(await read()).toEqual({ kind: 'file', commit, text: 'version: 1\n' });
  const later = onMain({ [FILE]: 'version: 1 # ü\n' });
  expect(await read()).toEqual({ kind: 'file', commit: later, text: 'version: 1 # ü\n' });
});

test('where that is, is told in one request', async () => {
  const before = world.http?.requests.length ?? 0;
  expect(await world.inspector.defaultBranch.commit(ask())).toBe(world.upstreamId('refs/heads/main'));
  expect(world.http?.requests.slice(before)).toEqual(['/octo/demo.git/git-upload-pack']);
});

test('a server of another object format is asked by git', async () => {
  await using other = await PushWorld.open({ objectFormat: 'sha256' });
  const access = { url: `${other.http?.url}/octo/demo.git`, header: 'X-Reader: agent' };
  const commit = await other.inspector.defaultBranch.commit(ask({ access }));
  expect(commit).toBe(other.upstreamId('refs/heads/main'));
  expect(commit).toHaveLength(64);
});

test.each<readonly [string, Parameters<PushWorld['commit']>[0], RegExp]>([
  ['a link', { [FILE]: { link: 'a.txt' } }, /symbolic link/],
  ['a folder', { [`${FILE}/a`]: 'version: 1\n' }, /folder/],
  ['more bytes than it may have', { [FILE]: `#${'x'.repeat(1000)}` }, /1001 bytes/],
  ['no UTF-8', { [FILE]: new Uint8Array([0xff, 0xfe, 0x31]) }, /UTF-8/],
])('%s is no policy', async (_, contents, why) => {
  const commit = onMain(contents);
  expect(await read()).toEqual({
    kind: 'unusable',
    commit,
    why: expect.stringMatching(why) as unknown,
  });
});

test('names that only look like it are others', async () => {
  onMain({ '.Countersign.yaml': 'x\n', 'docs/.countersign.yaml': 'x\n', '.countersign.yml': 'x\n' });
  expect(await read()).toEqual({ kind: 'none' });
});

test('other branches and what is called HEAD are not the default branch', async () => {
  const commit = onMain({ [FILE]: 'version: 1\n' });
  world.git('branch', '-f', 'other', 'main');
  world.git('checkout', '-q', 'other');
  world.commit({ [FILE]: 'other\n' });
  world.land('other', 'other:refs/heads/HEAD', 'other:refs/remotes/origin/HEAD', 'other:refs/tags/HEAD');
  world.git('checkout', '-q', 'main');
  expect(await read()).toEqual({ kind: 'file', commit, text: 'version: 1\n' });
});

test('a default branch that is not there is none', async () => {
  world.run(world.upstream, ['symbolic-ref', 'HEAD', 'refs/heads/gone']);
  expect(await read()).toBe(null);
  world.run(world.upstream, ['symbolic-ref', 'HEAD', 'refs/heads/main']);
});

test('what cannot be read is not taken for nothing', async () => {
  const access = { url: `${world.http?.url}/octo/demo.git`, header: '' };
  await expect(read({ access })).rejects.toMatchObject({ code: 'upstream-unreadable' });
  onMain({ [FILE]: 'version: 1 # another\n' });
  await expect(read({ boundedAccess: access })).rejects.toMatchObject({ code: 'upstream-unreadable' });
  const signal = AbortSignal.abort();
  await expect(read({ signal })).rejects.toMatchObject({ code: 'aborted' });
});
