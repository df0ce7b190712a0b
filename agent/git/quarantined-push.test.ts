import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { PushWorld } from '../../test/support/push-world.ts';
import type { PackBody } from './quarantine.ts';
import type { QuarantinedPush } from './quarantined-push.ts';

const MAIN = 'refs/heads/main';
const FEATURE = 'refs/heads/feature';
/** Some four hundred processes of Git, on a machine that may have much else to do. */
const BUSY_MS = 300_000;

async function contentOf(pack: PackBody | null): Promise<Buffer> {
  if (pack === null) throw new Error('expected a pack');
  const content = await buffer(pack.body);
  expect(content).toHaveLength(pack.length);
  return content;
}

/** Gives the upstream the pack, as receive-pack would. */
function unpack(world: PushWorld, pack: Buffer): void {
  world.run(world.upstream, ['index-pack', '--stdin', '--strict'], pack);
}

function upstreamHas(world: PushWorld, id: string): boolean {
  return world.run(world.upstream, ['cat-file', '--batch-check'], `${id}\n`) !== `${id} missing`;
}

async function land(world: PushWorld, push: QuarantinedPush): Promise<void> {
  unpack(world, await contentOf(await push.packFor(push.inspected)));
  for (const { ref, newId } of push.inspected) world.run(world.upstream, ['update-ref', ref, newId]);
  await push.accept();
}

async function twoBranches(): Promise<PushWorld> {
  const world = await PushWorld.open();
  world.git('checkout', '-q', '-b', 'feature');
  world.commit({ 'f.txt': 'feature\n' }, 'Feature');
  world.git('checkout', '-q', 'main');
  world.commit({ 'm.txt': 'main\n' }, 'Main');
  return world;
}

test('all updates: the bytes as they came', async () => {
  await using world = await twoBranches();
  const refs = { [MAIN]: 'main', [FEATURE]: 'feature' };
  const sent = world.pack(world.updates(refs));
  await using push = await world.receive(refs);
  expect(push.packBytes).toBe(sent.length);
  expect(await contentOf(await push.packFor(push.inspected))).toEqual(sent);
});

test('some updates: a pack without the objects of the others', async () => {
  await using world = await twoBranches();
  await using push = await world.receive({ [MAIN]: 'main', [FEATURE]: 'feature' });
  unpack(
    world,
    await contentOf(await push.packFor(push.inspected.filter((update) => update.ref === FEATURE))),
  );
  expect(upstreamHas(world, world.git('rev-parse', 'feature'))).toBe(true);
  for (const refused of ['main', 'main:m.txt'])
    expect(upstreamHas(world, world.git('rev-parse', refused))).toBe(false);
});

test('objects that no update reaches: a pack without them', async () => {
  await using world = await twoBranches();
  const [hidden, blob] = ['feature', 'feature:f.txt'].map((name) => world.git('rev-parse', name));
  const updates = world.updates({ [MAIN]: 'main' });
  const sent = world.pack([...updates, ...world.updates({ [FEATURE]: 'feature' })]);
  const pack = Readable.from([sent], { objectMode: false });
  await using push = await world.inspector.receive({ ...world.push({ [MAIN]: 'main' }), pack });
  unpack(world, await contentOf(await push.packFor(push.inspected)));
  expect(upstreamHas(world, world.git('rev-parse', 'main:m.txt'))).toBe(true);
  for (const id of [hidden, blob]) expect(upstreamHas(world, id ?? '')).toBe(false);
});

test('objects that the upstream has already: a pack without them', async () => {
  await using world = await twoBranches();
  const updates = world.updates({ [MAIN]: 'main' });
  const sent = world.raw(world.work, ['pack-objects', '--revs', '--stdout', '-q'], `${updates[0]?.newId}\n`);
  const pack = Readable.from([sent], { objectMode: false });
  await using push = await world.inspector.receive({ ...world.push({ [MAIN]: 'main' }), pack });
  const given = await contentOf(await push.packFor(push.inspected));
  expect(given.length).toBeLessThan(push.packBytes);
  unpack(world, given);
  expect(upstreamHas(world, world.git('rev-parse', 'main'))).toBe(true);
});

test('no updates: no pack', async () => {
  await using world = await twoBranches();
  await using push = await world.receive({ [MAIN]: 'main' });
  expect(await push.packFor([])).toBeNull();
});

test('a deletion beside a refused update: no pack', async () => {
  await using world = await twoBranches();
  world.land('feature');
  await using push = await world.receive({ [MAIN]: 'main', [FEATURE]: '' });
  expect(await push.packFor(push.inspected.filter((update) => update.change === 'delete'))).toBeNull();
});

test('after acceptance the next push of the same files reads nothing', async () => {
  await using world = await twoBranches();
  {
    await using push = await world.receive({ [MAIN]: 'main' });
    await land(world, push);
  }
  const reads = world.http?.requests.length;
  world.commit({ 'm.txt': 'main\nmore\n' }, 'More');
  const [update] = await world.inspect({ [MAIN]: 'main' });
  expect(update?.changes[0]).toMatchObject({ path: 'm.txt', addedLines: 1, removedLines: 0 });
  expect(world.http?.requests).toHaveLength(reads ?? 0);
});

test('after acceptance of one of two updates the other is new again', async () => {
  await using world = await twoBranches();
  {
    await using push = await world.receive({ [MAIN]: 'main', [FEATURE]: 'feature' });
    const accepted = push.inspected.filter((update) => update.ref === FEATURE);
    unpack(world, await contentOf(await push.packFor(accepted)));
    world.run(world.upstream, ['update-ref', FEATURE, accepted[0]?.newId ?? '']);
    await push.accept();
  }
  const [update] = await world.inspect({ [MAIN]: 'main' });
  expect(update?.commits.map((commit) => commit.message)).toEqual(['Main\n']);
});

test('pushes to one repository at the same time', async () => {
  await using world = await twoBranches();
  const inspected = await Promise.all([
    world.inspect({ [MAIN]: 'main' }),
    world.inspect({ [FEATURE]: 'feature' }),
    world.inspect({ [MAIN]: 'feature' }),
  ]);
  expect(inspected.map(([update]) => update?.commits.map((commit) => commit.message))).toEqual([
    ['Main\n'],
    ['Feature\n'],
    ['Feature\n'],
  ]);
});

test('many accepted pushes leave few packs', { timeout: BUSY_MS }, async () => {
  await using world = await PushWorld.open();
  for (let n = 0; n < 27; n++) {
    world.commit({ 'a.txt': `${n}\n` }, `${n}`);
    await using push = await world.receive({ [MAIN]: 'main' });
    await land(world, push);
  }
  const root = join(world.home, 'cache', 'git');
  const packs = readdirSync(root, { recursive: true }).filter((name) => String(name).endsWith('.pack'));
  expect(packs.length).toBeLessThan(26);
  world.commit({ 'a.txt': 'last\n' });
  const [update] = await world.inspect({ [MAIN]: 'main' });
  expect(update?.changes[0]).toMatchObject({ addedLines: 1, removedLines: 1 });
});

test('disposing of a push removes its quarantine', async () => {
  await using world = await twoBranches();
  const push = await world.receive({ [MAIN]: 'main' });
  await push[Symbol.asyncDispose]();
  await push[Symbol.asyncDispose]();
  expect(readdirSync(join(world.home, 'cache', 'git', 'quarantine'))).toEqual([]);
});
