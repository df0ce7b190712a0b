import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Developer } from '../support/developer.ts';
import { openWorld, shortHolds, type World } from '../support/world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld({ policy: shortHolds });
});

afterAll(() => world.close());

describe('refs that look like protected ones', () => {
  it.each([
    'refs/heads/Main',
    'refs/heads/MAIN',
    'refs/heads/ｍａｉｎ',
    'refs/heads/ma\u200cin',
    'refs/heads/release/2',
    'refs/heads/Release/2',
    'refs/for/main',
    'refs/pull/1/head',
    'refs/notes/commits',
    'refs/main',
    'refs/remotes/origin/main',
    'refs/replace/0000000000000000000000000000000000000001',
  ])('does not let a push to %j pass', async (ref) => {
    const { dev, refs } = await world.repository();
    const before = await refs();
    await dev.commit('Change');
    const push = await dev.git('push', 'origin', `HEAD:${ref}`);
    expect(push.code).not.toBe(0);
    expect(push.stderr).toMatch(/remote rejected|remote error/);
    expect(await refs()).toEqual(before);
  });
});

describe('history that is already on the server', () => {
  async function free(dev: Developer): Promise<string> {
    await dev.must('switch', '--create', 'feature/free');
    await dev.write('src/free.ts', 'export const free = 1;\n');
    const id = await dev.commit('Free');
    await dev.must('push', 'origin', 'feature/free');
    return id;
  }

  it('holds a free branch that is pushed on to main, with an empty pack, and sees its commits', async () => {
    const { dev, refs, id } = await world.repository();
    const before = (await refs())['refs/heads/main'];
    const commit = await free(dev);
    const push = dev.git('push', 'origin', 'feature/free:main');
    const approval = await world.pending(id);
    expect(approval.summary.commits.map((each) => each.id)).toContain(commit);
    expect(approval.summary.changes.map((each) => each.path)).toContain('src/free.ts');
    expect((await push).code).not.toBe(0);
    expect((await refs())['refs/heads/main']).toBe(before);
  });

  it('sees what a merge made with `-s ours` undoes', async () => {
    const { dev, refs, id } = await world.repository();
    await dev.must('switch', '--create', 'feature/ours', 'HEAD~1');
    await dev.commit('Go another way');
    await dev.must('merge', '--message', 'Merge', '--strategy', 'ours', 'main');
    const before = (await refs())['refs/heads/main'];
    const push = dev.git('push', 'origin', 'HEAD:main');
    const approval = await world.pending(id);
    expect(approval.summary.changes.filter((each) => each.commit === 'net').length).toBeGreaterThan(0);
    expect((await push).code).not.toBe(0);
    expect((await refs())['refs/heads/main']).toBe(before);
  });

  it('holds an annotated tag whose message asks for review', async () => {
    const { dev, refs } = await world.repository();
    await dev.must('tag', '--annotate', '--message', 'the password is in here', 'v9');
    const push = await dev.git('push', 'origin', 'v9');
    expect(push.stderr).toMatch(/! \[remote rejected\] v9/);
    expect((await refs())['refs/tags/v9']).toBeUndefined();
  });

  it('does not let a tag be moved or deleted by itself', async () => {
    const { dev, refs } = await world.repository();
    await dev.must('tag', 'v1');
    await dev.must('push', 'origin', 'v1');
    const before = await refs();
    await dev.commit('Change');
    await dev.must('tag', '--force', 'v1');
    expect((await dev.git('push', '--force', 'origin', 'v1')).stderr).toMatch(/! \[remote rejected\]/);
    expect((await dev.git('push', 'origin', '--delete', 'v1')).stderr).toMatch(/! \[remote rejected\]/);
    expect(await refs()).toEqual(before);
  });
});

describe('push options', () => {
  it.each(['merge_request.merge_when_pipeline_succeeds', 'repo.private=false', 'ci.variable=DEPLOY=1'])(
    'does not let a push with %s pass',
    async (option) => {
      const { dev, refs } = await world.repository();
      const before = await refs();
      await dev.commit('Change');
      const push = await dev.git('push', '--push-option', option, 'origin', 'HEAD:feature/option');
      expect(push.stderr).toContain('asks the host for more than the refs');
      expect(await refs()).toEqual(before);
    },
  );
});
