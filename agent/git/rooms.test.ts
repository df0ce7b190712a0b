import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { PushWorld } from '../../test/support/push-world.ts';

const MAIN = 'refs/heads/main';
const OTHERS = ['a', 'b', 'c'].map((path) => ({ id: `git.test/octo/${path}`, host: 'git.test', path }));

const quarantines = (world: PushWorld): readonly string[] =>
  readdirSync(join(world.home, 'cache', 'git', 'quarantine'));

/** Until that many folders are there: what is expected is made ready beside all else. */
async function untilThere(world: PushWorld, count: number): Promise<void> {
  while (quarantines(world).length !== count) await sleep(20);
}

test('a push that was expected is inspected in the room that was made ready for it', async () => {
  await using world = await PushWorld.open();
  const id = world.commit({ 'a.txt': 'new\n' });
  const push = world.push({ [MAIN]: 'main' });
  world.inspector.expect(push);
  await untilThere(world, 1);
  const ready = quarantines(world);
  const received = await world.inspector.receive(push);
  expect(quarantines(world)).toEqual(ready);
  expect(received.inspected).toMatchObject([{ ref: MAIN, newId: id, forced: false }]);
  await received[Symbol.asyncDispose]();
  expect(quarantines(world)).toEqual([]);
});

test('one room serves one push, and those that bring nothing too', async () => {
  await using world = await PushWorld.open();
  world.land('main:side');
  world.commit({ 'a.txt': 'new\n' });
  const removal = world.push({ 'refs/heads/side': '' });
  world.inspector.expect(removal);
  const [removed, pushed] = await Promise.all([
    world.inspector.receive(removal),
    world.inspector.receive(world.push({ [MAIN]: 'main' })),
  ]);
  expect(quarantines(world)).toHaveLength(2);
  expect(removed.inspected).toMatchObject([{ change: 'delete' }]);
  expect(pushed.inspected).toMatchObject([{ ref: MAIN }]);
  for (const each of [removed, pushed]) await each[Symbol.asyncDispose]();
  expect(quarantines(world)).toEqual([]);
});

test('no more are ready than may be, one a repository', async () => {
  await using world = await PushWorld.open({ limits: { maxReadyRooms: 2 } });
  for (const repository of [...OTHERS, ...OTHERS]) {
    world.inspector.expect({ repository, objectFormat: 'sha1' });
  }
  await untilThere(world, 2);
  await world.inspector.close();
  expect(quarantines(world)).toEqual([]);
});

test('one whose push does not come is given up, and another takes its place', async () => {
  await using world = await PushWorld.open({ limits: { maxReadyRooms: 1 } });
  const push = world.push({ [MAIN]: 'main' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    world.inspector.expect(push);
    await untilThere(world, 1);
    const first = quarantines(world);
    vi.advanceTimersByTime(world.limits.readyRoomMs - 1);
    expect(quarantines(world)).toEqual(first);
    vi.advanceTimersByTime(1);
    await untilThere(world, 0);
    world.inspector.expect(push);
    await untilThere(world, 1);
    expect(quarantines(world)).not.toEqual(first);
    await world.inspector.close();
  } finally {
    vi.useRealTimers();
  }
});

test('none is made ready any more once the inspector is closed', async () => {
  await using world = await PushWorld.open();
  await world.inspector.close();
  world.inspector.expect({ repository: { id: 'x', host: 'x', path: 'x' }, objectFormat: 'sha1' });
  expect(quarantines(world)).toEqual([]);
});
