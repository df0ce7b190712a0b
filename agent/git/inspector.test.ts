import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileChange, InspectedUpdate } from '../../protocol/operation.ts';
import { PushWorld } from '../../test/support/push-world.ts';

const MAIN = 'refs/heads/main';
const FEATURE = 'refs/heads/feature';

/** `kind path +added -removed opaque terms` of every change of one commit. */
function changesOf(update: InspectedUpdate | undefined, commit = 'net'): readonly string[] {
  return (update?.changes ?? []).filter((change) => change.commit === commit).map(describeChange);
}

function describeChange(change: FileChange): string {
  const { kind, path, addedLines, removedLines, opaque, terms } = change;
  return `${kind} ${path} +${addedLines} -${removedLines} ${opaque ?? 'plain'} [${terms.join()}]`;
}

function commitsOf(update: InspectedUpdate | undefined): readonly string[] {
  return (update?.commits ?? []).map((commit) => commit.message.trim());
}

test('a fast-forward, in full', async () => {
  await using world = await PushWorld.open();
  const id = world.commit({ 'a.txt': 'one\ntwo\nmy password\n', 'c/d.txt': 'x' }, 'Add the password');
  const [update] = await world.inspect({ [MAIN]: 'main' });
  const person = { name: 'Dev Eloper', email: 'dev@example.org' };
  expect(update).toMatchObject({ ref: MAIN, change: 'update', forced: false });
  expect(update?.commits).toEqual([
    {
      id,
      author: person,
      committer: person,
      message: 'Add the password\n',
      merge: false,
      signed: false,
      terms: ['password'],
      secrets: [],
    },
  ]);
  const plain = { mode: 'file', removedLines: 0, opaque: null, secrets: [], aiLines: null } as const;
  const files = [
    { path: 'a.txt', kind: 'modified', addedLines: 1, size: 20, terms: ['password'], ...plain },
    { path: 'c/d.txt', kind: 'added', addedLines: 1, size: 1, terms: [], ...plain },
  ];
  expect(update?.changes).toEqual(
    [id, 'net'].flatMap((commit) => files.map((file) => ({ commit, ...file }))),
  );
});

test('a push of many commits, alike wherever its pack is read', async () => {
  await using world = await PushWorld.open({ limits: { asideBytes: 0 } });
  for (let index = 0; index < 20; index += 1) {
    world.commit({ [`${index}.txt`]: `the password ${index}\n` }, `Add ${index}`);
  }
  const first = await world.inspect({ [MAIN]: 'main' });
  expect(first[0]?.commits).toHaveLength(20);
  for (let again = 0; again < 3; again += 1) expect(await world.inspect({ [MAIN]: 'main' })).toEqual(first);
  expect(world.faults).toEqual([]);
});

describe('what a ref update brings', () => {
  test('forced: the old tip is not an ancestor of the new one', async () => {
    await using world = await PushWorld.open();
    world.commit({ 'a.txt': 'old\n' }, 'Old');
    world.land('main');
    world.git('reset', '-q', '--hard', 'HEAD~1');
    world.commit({ 'a.txt': 'new\n' }, 'New');
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(update?.forced).toBe(true);
    expect(commitsOf(update)).toEqual(['New']);
    expect(changesOf(update)).toEqual(['modified a.txt +1 -1 plain []']);
  });

  test('forced: back to an older commit', async () => {
    await using world = await PushWorld.open();
    world.commit({ 'a.txt': 'later\n' }, 'Later');
    world.land('main');
    const [update] = await world.inspect({ [MAIN]: 'main~1' });
    expect(update).toMatchObject({ forced: true, commits: [] });
    expect(changesOf(update)).toEqual(['modified a.txt +2 -1 plain []']);
  });

  test('forced: a history that shares nothing with the old one', async () => {
    await using world = await PushWorld.open();
    world.git('checkout', '-q', '--orphan', 'other');
    world.commit({ 'c.txt': 'c\n' }, 'Orphan');
    const [update] = await world.inspect({ [MAIN]: 'other' });
    expect(update?.forced).toBe(true);
    expect(commitsOf(update)).toEqual(['Orphan']);
  });

  test('a merge that leaves the upstream further down is no forced update, and brings no old commit', async () => {
    await using world = await PushWorld.open();
    world.git('checkout', '-q', '-b', 'side');
    world.commit({ 'side.txt': 'side\n' }, 'Side');
    world.git('checkout', '-q', 'main');
    for (const n of [1, 2, 3]) world.commit({ 'm.txt': `${n}\n` }, `Main ${n}`);
    world.land('main');
    world.git('merge', '-q', '--no-ff', '-m', 'Merge', 'side');
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(update?.forced).toBe(false);
    expect(commitsOf(update)).toEqual(['Merge', 'Side']);
    expect(update?.commits[0]?.merge).toBe(true);
    expect(changesOf(update, world.git('rev-parse', 'side'))).toEqual(['added side.txt +1 -0 plain []']);
  });

  test('a merge made with -s ours shows what it undoes', async () => {
    await using world = await PushWorld.open();
    const fork = world.git('rev-parse', 'main');
    world.commit({ 'guard.txt': 'guard\n' }, 'Guard');
    world.land('main');
    world.git('checkout', '-q', '-b', 'mine', fork);
    world.git('merge', '-q', '-s', 'ours', '-m', 'Undo', 'main');
    const merge = world.git('rev-parse', 'HEAD');
    const [update] = await world.inspect({ [MAIN]: 'mine' });
    expect(update?.forced).toBe(false);
    expect(commitsOf(update)).toEqual(['Undo']);
    expect(changesOf(update, merge)).toEqual([]);
    expect(changesOf(update)).toEqual(['deleted guard.txt +0 -1 plain []']);
  });

  test('created: everything the default branch has not, from where it forked', async () => {
    await using world = await PushWorld.open();
    world.git('checkout', '-q', '-b', 'feature');
    world.commit({ 'f.txt': 'f\n' }, 'F1');
    world.commit({ 'f.txt': 'f\ng\n' }, 'F2');
    world.git('checkout', '-q', 'main');
    world.commit({ 'm.txt': 'm\n' }, 'Main');
    world.land('main');
    const [update] = await world.inspect({ [FEATURE]: 'feature' });
    expect(update).toMatchObject({ change: 'create', forced: false });
    expect(commitsOf(update)).toEqual(['F2', 'F1']);
    expect(changesOf(update)).toEqual(['added f.txt +2 -0 plain []']);
  });

  test('created in an empty repository: everything', async () => {
    await using world = await PushWorld.open();
    world.run(world.upstream, ['update-ref', '-d', MAIN]);
    world.commit({ 'a.txt': null }, 'Second');
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(commitsOf(update)).toEqual(['Second', 'First']);
    expect(changesOf(update)).toEqual(['added b.txt +1 -0 plain [password]']);
  });

  test('moved by an empty pack to commits pushed before under another name', async () => {
    await using world = await PushWorld.open();
    world.git('checkout', '-q', '-b', 'feature');
    world.commit({ 'f.txt': 'the password\n' }, 'Hidden');
    world.commit({ 'f.txt': 'nothing\n' }, 'Clean');
    world.land('feature');
    for (const ref of [MAIN, 'refs/heads/copy']) {
      const [update] = await world.inspect({ [ref]: 'feature' });
      expect(update?.forced).toBe(false);
      expect(commitsOf(update)).toEqual(['Clean', 'Hidden']);
      expect(update?.changes.some((change) => change.terms.includes('password'))).toBe(true);
      expect(changesOf(update)).toEqual(['added f.txt +1 -0 plain []']);
    }
  });

  test('deleted: nothing, without a pack and without a read', async () => {
    await using world = await PushWorld.open();
    await using push = await world.receive({ [MAIN]: '' });
    expect(push.inspected).toMatchObject([{ change: 'delete', forced: false, commits: [], changes: [] }]);
    expect(await push.packFor(push.inspected)).toBeNull();
    expect(world.http?.requests).toEqual([]);
  });

  test('a light tag on a commit of the default branch brings nothing', async () => {
    await using world = await PushWorld.open();
    const [update] = await world.inspect({ 'refs/tags/v1': 'main' });
    expect(update).toMatchObject({ kind: 'tag', name: 'v1', commits: [], changes: [] });
  });

  test('an annotated tag is listed with its message, before the commits it brings', async () => {
    await using world = await PushWorld.open();
    world.commit({ 'n.txt': 'n\n' }, 'New');
    world.git('tag', '-a', '-m', 'The Password is out', 'v1');
    world.git('tag', '-a', '-m', 'Tag of a tag', 'v2', 'v1');
    const [update] = await world.inspect({ 'refs/tags/v2': 'v2' });
    expect(commitsOf(update)).toEqual(['Tag of a tag', 'The Password is out', 'New']);
    expect(update?.commits.map((commit) => commit.terms)).toEqual([[], ['password'], []]);
    expect(changesOf(update)).toEqual(['added n.txt +1 -0 plain []']);
  });

  test('a tag that is moved', async () => {
    await using world = await PushWorld.open();
    world.git('tag', '-a', '-m', 'v', 'v1');
    world.land('v1');
    world.commit({ 'n.txt': 'n\n' }, 'New');
    world.git('tag', '-f', '-a', '-m', 'v again', 'v1');
    const [update] = await world.inspect({ 'refs/tags/v1': 'v1' });
    expect(update).toMatchObject({ change: 'update', forced: false });
    expect(commitsOf(update)).toEqual(['v again', 'New']);
  });

  test('several refs, each with its own commits', async () => {
    await using world = await PushWorld.open();
    world.git('checkout', '-q', '-b', 'feature');
    world.commit({ 'f.txt': 'f\n' }, 'Feature');
    world.git('checkout', '-q', 'main');
    world.commit({ 'm.txt': 'm\n' }, 'Main');
    const updates = await world.inspect({ [FEATURE]: 'feature', [MAIN]: 'main' });
    expect(updates.map((update) => [update.ref, ...commitsOf(update)])).toEqual([
      [FEATURE, 'Feature'],
      [MAIN, 'Main'],
    ]);
  });

  test('a word added in one commit and removed in the next', async () => {
    await using world = await PushWorld.open();
    const added = world.commit({ 'a.txt': 'one\ntwo\npassword\n' });
    world.commit({ 'a.txt': 'one\ntwo\n' });
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(changesOf(update)).toEqual([]);
    expect(changesOf(update, added)).toEqual(['modified a.txt +1 -0 plain [password]']);
  });

  test('a SHA-256 repository', async () => {
    await using world = await PushWorld.open({ objectFormat: 'sha256' });
    world.commit({ 'a.txt': 'one\nPASSWORD\n' }, 'Sixty-four digits');
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(update?.newId).toHaveLength(64);
    expect(changesOf(update)).toEqual(['modified a.txt +1 -1 plain [password]']);
  });

  test('an upstream that knows no filters', async () => {
    await using world = await PushWorld.open();
    for (const key of ['uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant']) {
      world.run(world.upstream, ['config', key, 'false']);
    }
    world.git('checkout', '-q', '-b', 'feature');
    world.commit({ 'a.txt': 'one\nfeature\n' }, 'Feature');
    world.git('checkout', '-q', 'main');
    world.commit({ 'm.txt': 'm\n' }, 'Main');
    world.land('main');
    world.git('merge', '-q', '--no-ff', '-m', 'Merge', 'feature');
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(commitsOf(update)).toEqual(['Merge', 'Feature']);
    expect(changesOf(update)).toEqual(['modified a.txt +1 -1 plain []']);
  });

  test('a push from a shallow clone', async () => {
    await using world = await PushWorld.open();
    for (const n of [1, 2, 3]) world.commit({ 'm.txt': `${n}\n` }, `Main ${n}`);
    world.land('main');
    world.git('fetch', '-q', '--depth=1', `file://${world.upstream}`, 'main');
    world.git('reset', '-q', '--hard', 'FETCH_HEAD');
    world.git('reflog', 'expire', '--expire=now', '--all');
    world.git('gc', '-q', '--prune=now');
    world.commit({ 'a.txt': 'shallow\n' }, 'Shallow');
    const [update] = await world.inspect({ [MAIN]: 'HEAD' });
    expect(update?.forced).toBe(false);
    expect(commitsOf(update)).toEqual(['Shallow']);
    expect(changesOf(update)).toEqual(['modified a.txt +1 -2 plain []']);
  });
});

describe('what a changed file is', () => {
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
  const pointer = (digit: string) =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize 12345\n`;

  test.each([
    ['text', { 't.txt': 'a\nb' }, 'added t.txt +2 -0 plain []'],
    ['an empty file', { e: '' }, 'added e +0 -0 plain []'],
    ['a word with NULs in it', { n: 'x\0p\0assw\0ord\n' }, 'added n +1 -0 binary [password]'],
    [
      'a word behind NULs git does not look at',
      { n: `${'x'.repeat(9000)}\n\0pass\0word\n` },
      'added n +2 -0 binary [password]',
    ],
    ['UTF-16 little-endian', { u: utf16('the password\n') }, 'added u +2 -0 binary [password]'],
    ['UTF-16 big-endian', { u: utf16('the password\n').swap16() }, 'added u +1 -0 binary [password]'],
    ['an LFS pointer', { 'big.psd': pointer('a') }, 'added big.psd +3 -0 lfs []'],
    ['an archive by its name', { 'x.tar': 'text' }, 'added x.tar +1 -0 archive []'],
    [
      'an archive by its content',
      { x: Buffer.from('PK\x03\x04\0\0password') },
      'added x +1 -0 archive [password]',
    ],
    ['a large content', { l: `${'x\n'.repeat(30_000)}password` }, 'added l +30001 -0 large [password]'],
    ['a link', { l: { link: '../password' } }, 'added l +1 -0 plain [password]'],
    ['a name with a quote', { 'q"\\.txt': 'x' }, 'added q"\\.txt +1 -0 plain []'],
    ['a name with a line end', { 'a\nb': 'x' }, 'added a\nb +1 -0 plain []'],
    ['a name beyond ASCII', { café: 'x' }, 'added café +1 -0 plain []'],
    ['headers as content', { h: '++ b/h\n@@ -1 +1 @@\ndiff --git a/x b/x\n' }, 'added h +3 -0 plain []'],
  ])('%s', async (_name, contents, change) => {
    await using world = await PushWorld.open({ limits: { maxBlobBytes: 50_000 } });
    world.commit(contents);
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(changesOf(update)).toEqual([change]);
  });

  test('an attribute hides nothing', async () => {
    await using world = await PushWorld.open();
    world.commit({ '.gitattributes': '* -diff\n', s: 'password\n' });
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(changesOf(update)).toContain('added s +1 -0 plain [password]');
  });

  test('a rename is a deletion and an addition of all its lines', async () => {
    await using world = await PushWorld.open();
    world.git('mv', 'b.txt', 'renamed.txt');
    world.commit({});
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(changesOf(update)).toEqual([
      'deleted b.txt +0 -1 plain []',
      'added renamed.txt +1 -0 plain [password]',
    ]);
  });

  test('an edited LFS pointer', async () => {
    await using world = await PushWorld.open();
    world.commit({ p: pointer('a') });
    world.land('main');
    world.commit({ p: pointer('b') });
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(changesOf(update)).toEqual(['modified p +1 -1 lfs []']);
  });

  test('a mode, and a change of type', async () => {
    await using world = await PushWorld.open();
    chmodSync(join(world.work, 'a.txt'), 0o755);
    world.commit({}, 'Mode');
    world.commit({ 'b.txt': { link: 'a.txt' } }, 'Type');
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(update?.changes.filter((change) => change.commit === 'net')).toMatchObject([
      { path: 'a.txt', kind: 'modified', addedLines: 0, size: 8 },
      { path: 'b.txt', kind: 'type-changed', mode: 'symlink', addedLines: 1, removedLines: 1 },
    ]);
  });

  test('a submodule', async () => {
    await using world = await PushWorld.open();
    const commit = world.git('rev-parse', 'HEAD');
    world.git('update-index', '--add', '--cacheinfo', `160000,${commit},sub`);
    world.git('commit', '-q', '-m', 'Submodule');
    const [update] = await world.inspect({ [MAIN]: 'main' });
    expect(update?.changes[0]).toMatchObject({
      path: 'sub',
      kind: 'added',
      mode: 'submodule',
      size: 0,
      opaque: 'submodule',
    });
  });

  test('a name that is not UTF-8', async () => {
    await using world = await PushWorld.open();
    const blob = world.run(world.work, ['hash-object', '-w', '--stdin'], 'x\n');
    const tree = world.run(
      world.work,
      ['mktree', '-z'],
      Buffer.from(`100644 blob ${blob}\tcaf\xe9\0`, 'latin1'),
    );
    const commit = world.git('commit-tree', '-p', 'main', '-m', 'Odd', tree);
    const [update] = await world.inspect({ [MAIN]: commit });
    expect(changesOf(update)).toContain('added caf\\xe9 +1 -0 plain []');
  });

  test('a tree out of order that has a name twice: both contents', async () => {
    await using world = await PushWorld.open();
    const entry = (content: string, name: string) => {
      const id = world.run(world.work, ['hash-object', '-w', '--stdin'], content);
      return Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(id, 'hex')]);
    };
    const entries = [entry('z\n', 'z'), entry('one\ntwo\n', 'a.txt'), entry('my password\n', 'a.txt')];
    const tree = world.run(
      world.work,
      ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'],
      Buffer.concat(entries),
    );
    const commit = world.git('commit-tree', '-p', 'main', '-m', 'Odd', tree);
    const [update] = await world.inspect({ [MAIN]: commit });
    expect(
      update?.changes.filter((change) => change.path === 'a.txt').flatMap((change) => change.terms),
    ).toContain('password');
    expect(changesOf(update)).toContain('added z +1 -0 plain []');
  });

  test('a message: a word behind a NUL or in a header of no known kind, and what is kept of it', async () => {
    await using world = await PushWorld.open({ limits: { maxMessageBytes: 10 } });
    const tree = world.git('rev-parse', 'main^{tree}');
    const raw = `tree ${tree}\nparent ${world.git('rev-parse', 'main')}\nauthor A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\nx-note my password\n\nA longer message`;
    const commit = world.run(world.work, ['hash-object', '-t', 'commit', '-w', '--stdin'], raw);
    const [update] = await world.inspect({ [MAIN]: commit });
    expect(update?.commits).toMatchObject([{ message: 'A longer m', terms: ['password'] }]);
  });
});

test('a root that shows its parent where git does not look is no fast-forward', async () => {
  await using world = await PushWorld.open();
  const main = world.git('rev-parse', 'main');
  const who = 'a <a@x> 1 +0000';
  const text = `tree ${world.git('rev-parse', 'main^{tree}')}\n x\nparent ${main}\nauthor ${who}\ncommitter ${who}\n\nx\n`;
  const args = ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'];
  const [update] = await world.inspect({ 'refs/heads/main': world.run(world.work, args, text) });
  expect(update).toMatchObject({ change: 'update', forced: true });
});
