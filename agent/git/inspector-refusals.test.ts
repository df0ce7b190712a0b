import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { PushWorld, type PushWorldOptions } from '../../test/support/push-world.ts';
import { DetectorError } from '../core/secrets/detector-error.ts';
import { openInspector } from './inspector.ts';

const MAIN = 'refs/heads/main';

function bytes(data: Uint8Array): Readable {
  return Readable.from([data], { objectMode: false });
}

function quarantines(world: PushWorld): readonly string[] {
  return readdirSync(join(world.home, 'cache', 'git', 'quarantine'));
}

/** A world whose developer has something to push, that pack, and how it ends. */
async function refusal(
  change: (pack: Buffer, world: PushWorld) => Buffer,
  options: PushWorldOptions = {},
): Promise<unknown> {
  await using world = await PushWorld.open(options);
  for (const n of [1, 2, 3]) world.commit({ [`${n}.txt`]: `${n}\n`.repeat(50) }, `${n}`);
  const push = world.push({ [MAIN]: 'main' });
  const pack = bytes(change(world.pack(push.updates), world));
  const error: unknown = await world.inspector.receive({ ...push, pack }).then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(quarantines(world)).toEqual([]);
  expect(pack.readableEnded).toBe(true);
  return error;
}

function flipped(pack: Buffer): Buffer {
  const copy = Buffer.from(pack);
  copy[40] = (copy[40] ?? 0) ^ 0xff;
  return copy;
}

test.each<[string, string, (pack: Buffer, world: PushWorld) => Buffer, PushWorldOptions?]>([
  ['a corrupt pack', 'malformed-pack', flipped],
  ['a truncated pack', 'malformed-pack', (pack) => pack.subarray(0, pack.length - 30)],
  ['no pack at all', 'malformed-pack', () => Buffer.alloc(0)],
  ['bytes behind the pack', 'malformed-pack', (pack) => Buffer.concat([pack, Buffer.from('more')])],
  [
    'an empty pack that should have brought the commit',
    'missing-objects',
    (_pack, world) => world.raw(world.work, ['pack-objects', '--stdout', '-q'], ''),
  ],
  ['too many commits', 'too-many-commits', (pack) => pack, { limits: { maxCommits: 2 } }],
  ['too many changes', 'too-many-changes', (pack) => pack, { limits: { maxChanges: 5 } }],
])('%s: %s', async (_name, code, change, options) => {
  expect(await refusal(change, options)).toMatchObject({ name: 'InspectionError', code });
});

test('a push that is refused while git still counts the objects of its pack', async () => {
  const options = { limits: { maxChanges: 5 }, packObjects: 'exec sleep 600' };
  expect(await refusal((pack) => pack, options)).toMatchObject({ code: 'too-many-changes' });
});

test('a pack whose objects git cannot count', async () => {
  await using world = await PushWorld.open({ packObjects: 'exit 3' });
  world.commit({ 'a.txt': 'x\n' });
  await using push = await world.receive({ [MAIN]: 'main' });
  await expect(push.packFor(push.inspected)).rejects.toMatchObject({ code: 'git-failed' });
});

test('a search that fails while the pack arrives', async () => {
  await using world = await PushWorld.open();
  const files = Array.from({ length: 20 }, (_, index) => ({ [`f/${index}.txt`]: `${index}\n` }));
  world.branch('many', files);
  const failing = (): never => {
    throw new DetectorError('too-much-work', 'it takes too long');
  };
  const push = world.push({ 'refs/heads/many': 'many' }, { detector: { scan: () => [], begin: failing } });
  const refused = world.inspector.receive(push);
  await expect(refused).rejects.toMatchObject({ code: 'git-failed', cause: { code: 'too-much-work' } });
  expect(push.pack?.readableEnded).toBe(true);
  expect(quarantines(world)).toEqual([]);
});

test('a thin pack', async () => {
  await using world = await PushWorld.open();
  const big = Array.from({ length: 500 }, (_, n) => `line ${n * 7919}\n`).join('');
  world.commit({ big });
  world.land('main');
  world.commit({ big: `${big}one more\n` });
  const push = world.push({ [MAIN]: 'main' });
  const pack = bytes(world.pack(push.updates, ['--thin']));
  await expect(world.inspector.receive({ ...push, pack })).rejects.toMatchObject({ code: 'thin-pack' });
});

test.each(['.git', '.GIT', '..', '.'])('a tree with an entry named %s', async (name) => {
  await using world = await PushWorld.open();
  const blob = Buffer.from(world.git('rev-parse', 'main:a.txt'), 'hex');
  const entry = Buffer.concat([Buffer.from(`100644 ${name}\0`), blob]);
  const tree = world.run(world.work, ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], entry);
  const commit = world.git('commit-tree', '-p', 'main', '-m', 'Odd', tree);
  await expect(world.inspect({ [MAIN]: commit })).rejects.toMatchObject({ code: 'malformed-object' });
});

test.each([
  ['a file', 'main:a.txt'],
  ['a folder', 'main^{tree}'],
])('a tag on %s', async (_name, revision) => {
  await using world = await PushWorld.open();
  world.git('tag', '-a', '-m', 'odd', 'odd', revision);
  await expect(world.inspect({ 'refs/tags/odd': 'odd' })).rejects.toMatchObject({ code: 'not-a-commit' });
});

test('an upstream that refuses the read', async () => {
  await using world = await PushWorld.open();
  world.commit({ 'a.txt': 'x\n' });
  const readAccess = async () => ({ url: `${world.http?.url}/octo/demo.git`, header: '' });
  const error = await world.inspect({ [MAIN]: 'main' }, { readAccess }).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: 'upstream-unreadable' });
  expect(String(error)).not.toContain('127.0.0.1');
});

test('an old tip that the upstream does not have', async () => {
  await using world = await PushWorld.open();
  world.commit({ 'a.txt': 'x\n' });
  const push = world.push({ [MAIN]: 'main' });
  const updates = push.updates.map((update) => ({ ...update, oldId: 'd'.repeat(40) }));
  await expect(world.inspector.receive({ ...push, updates })).rejects.toMatchObject({
    code: 'missing-objects',
  });
});

describe('what does not end by itself', () => {
  test('a silent client, by the time limit', async () => {
    await using world = await PushWorld.open({ limits: { timeoutMs: 200 } });
    const pack = new PassThrough();
    pack.write('PACK');
    const push = world.push({ [MAIN]: 'main' }, { pack });
    await expect(world.inspector.receive(push)).rejects.toMatchObject({ code: 'timeout' });
    expect(quarantines(world)).toEqual([]);
    expect(pack.destroyed).toBe(false);
  });

  test('a pack without end, by its size', async () => {
    await using world = await PushWorld.open({ limits: { maxPackBytes: 300 } });
    const pack = new Readable({ read: () => void pack.push(Buffer.alloc(100)) });
    const push = world.push({ [MAIN]: 'main' }, { pack });
    await expect(world.inspector.receive(push)).rejects.toMatchObject({ code: 'pack-too-large' });
    expect(quarantines(world)).toEqual([]);
  });

  test('a client that goes, by its signal', async () => {
    await using world = await PushWorld.open();
    const gone = new AbortController();
    const pack = new PassThrough();
    const received = world.inspector.receive(world.push({ [MAIN]: 'main' }, { pack, signal: gone.signal }));
    pack.write('PACK');
    gone.abort();
    await expect(received).rejects.toMatchObject({ code: 'aborted' });
    expect(quarantines(world)).toEqual([]);
  });

  test('a pack whose stream breaks', async () => {
    await using world = await PushWorld.open();
    const pack = new PassThrough();
    const received = world.inspector.receive(world.push({ [MAIN]: 'main' }, { pack }));
    pack.write('PACK');
    pack.destroy(new Error('reset'));
    await expect(received).rejects.toMatchObject({ code: 'aborted' });
  });

  test('an inspector that closes', async () => {
    await using world = await PushWorld.open();
    const received = world.inspector.receive(world.push({ [MAIN]: 'main' }, { pack: new PassThrough() }));
    const refused = expect(received).rejects.toMatchObject({ code: 'aborted' });
    await world.inspector.close();
    await refused;
    expect(quarantines(world)).toEqual([]);
  });
});

test('leftovers of a killed process are removed at start-up', async () => {
  await using world = await PushWorld.open();
  world.commit({ 'a.txt': 'x\n' });
  await world.inspect({ [MAIN]: 'main' });
  const root = join(world.home, 'cache', 'git');
  const [cache = ''] = readdirSync(root).filter((name) => /^[0-9a-f]{64}$/.test(name));
  mkdirSync(join(root, 'quarantine', 'left'));
  writeFileSync(join(root, cache, 'writing'), '');
  await world.restart();
  expect(quarantines(world)).toEqual([]);
  expect(readdirSync(root)).not.toContain(cache);
  await world.inspect({ [MAIN]: 'main' });
});

test('a git that is not there', async () => {
  await using world = await PushWorld.open();
  const opened = openInspector({
    home: join(world.root, 'other'),
    limits: world.limits,
    fault: () => undefined,
    gitPath: join(world.root, 'no-git'),
  });
  await expect(opened).rejects.toMatchObject({ code: 'git-too-old' });
});
