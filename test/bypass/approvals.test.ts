import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type Repository, shortHolds, type World } from '../support/world.ts';

/** An approval for one thing, used for another. Each row asks again: nothing reaches the server by itself. */
let world: World;

beforeAll(async () => {
  world = await openWorld({ policy: shortHolds });
});

afterAll(() => world.close());

/** A commit on main, pushed until the client gave up, then approved: a grant that nobody has used. */
async function grantOnMain(
  repository: Repository,
): Promise<{ readonly commit: string; readonly approval: string }> {
  await repository.dev.append('src/index.ts', 'export const granted = 1;\n');
  const commit = await repository.dev.commit('Wanted on main');
  await repository.dev.git('push', 'origin', 'main');
  const approval = await world.pending(repository.id);
  await world.approve(approval.id);
  return { commit, approval: approval.id };
}

async function expectAskedAgain(repository: Repository, refspec: string, used: string): Promise<void> {
  const before = await repository.refs();
  const push = await repository.dev.git('push', 'origin', refspec);
  expect(push.stderr).toMatch(/! \[remote rejected\]/);
  expect(await repository.refs()).toEqual(before);
  expect((await world.pending(repository.id)).id).not.toBe(used);
}

it('is good for exactly what was approved', async () => {
  const repository = await world.repository();
  const { commit } = await grantOnMain(repository);
  await repository.dev.must('push', 'origin', 'main');
  expect((await repository.refs())['refs/heads/main']).toBe(commit);
});

it('is not good for another ref', async () => {
  const repository = await world.repository();
  const { approval } = await grantOnMain(repository);
  await expectAskedAgain(repository, 'main:release/1', approval);
});

it('is not good for another repository', async () => {
  const repository = await world.repository();
  const { approval } = await grantOnMain(repository);
  const other = await world.repository();
  await repository.dev.must('remote', 'set-url', 'origin', other.url);
  const before = await other.refs();
  const push = await repository.dev.git('push', 'origin', 'main');
  expect(push.stderr).toMatch(/rejected/);
  expect(await other.refs()).toEqual(before);
  expect((await world.approval(approval)).state.kind).toBe('granted');
});

it('is not good for another new id', async () => {
  const repository = await world.repository();
  const { approval } = await grantOnMain(repository);
  await repository.dev.append('src/index.ts', 'export const more = 1;\n');
  await repository.dev.commit('And more');
  await expectAskedAgain(repository, 'main', approval);
});

it('is not good a second time', async () => {
  const repository = await world.repository();
  const { commit, approval } = await grantOnMain(repository);
  const old = await repository.dev.must('rev-parse', `${commit}~1`);
  await repository.dev.must('push', 'origin', 'main');
  await repository.setServerRef('refs/heads/main', old);
  await expectAskedAgain(repository, 'main', approval);
});

it('is not good after it has expired', async () => {
  const repository = await world.repository();
  const { approval } = await grantOnMain(repository);
  world.passTime(3 * 24 * 60 * 60 * 1000);
  await expectAskedAgain(repository, 'main', approval);
});

it('is not good after its rule changed', async () => {
  const repository = await world.repository();
  const { approval } = await grantOnMain(repository);
  await world.policy((text) => shortHolds(text).replaceAll('hold: 1s', 'hold: 1s\n    valid_for: 2h'));
  try {
    await expectAskedAgain(repository, 'main', approval);
  } finally {
    await world.policy(shortHolds);
  }
});

it('cannot be given by the requester', async () => {
  const repository = await world.repository();
  await repository.dev.commit('Wanted');
  await repository.dev.git('push', 'origin', 'main');
  const approval = await world.pending(repository.id);
  await expect(world.approveAs('developer', approval.id)).rejects.toMatchObject({ code: 'refused' });
  await expect(world.approveAs('agent', approval.id)).rejects.toMatchObject({ code: 'refused' });
  expect((await world.approval(approval.id)).state.kind).toBe('pending');
});

it('is spent when the server dies in the middle of the push', async () => {
  const repository = await world.repository();
  const { approval } = await grantOnMain(repository);
  const before = await repository.refs();
  world.breakServer('during-push');
  try {
    expect((await repository.dev.git('push', 'origin', 'main')).code).not.toBe(0);
  } finally {
    world.breakServer('never');
  }
  expect(await repository.refs()).toEqual(before);
  await expect.poll(async () => (await world.approval(approval)).state.kind).toBe('spent');
  await expectAskedAgain(repository, 'main', approval);
});
