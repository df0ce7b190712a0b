import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type Repository, shortHolds, type World } from '../support/world.ts';

let world: World;
let repository: Repository;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world.close());

async function fresh(): Promise<Repository> {
  repository = await world.repository();
  return repository;
}

describe('what needs nobody', () => {
  it('lets a push to a feature branch pass', async () => {
    const { dev, refs } = await fresh();
    await dev.must('switch', '--create', 'feature/login');
    await dev.write('src/login.ts', 'export const login = 1;\n');
    const id = await dev.commit('Add login');
    const push = await dev.git('push', 'origin', 'feature/login');
    expect(push).toMatchObject({ code: 0, stderr: expect.stringContaining('[new branch]') });
    expect((await refs())['refs/heads/feature/login']).toBe(id);
  });

  it('lets a new tag pass', async () => {
    const { dev, refs } = await fresh();
    await dev.must('tag', '--annotate', '--message', 'First', 'v1.0.0');
    expect((await dev.git('push', 'origin', 'v1.0.0')).code).toBe(0);
    expect((await refs())['refs/tags/v1.0.0']).toBe(await dev.must('rev-parse', 'v1.0.0'));
  });

  it('lets a fetch pass and records it', async () => {
    const { dev, id } = await fresh();
    await dev.must('fetch', 'origin');
    const records = await world.records('exchange.outcome');
    expect(records.some((record) => record.detail['result'] === 'succeeded')).toBe(true);
    expect(records.some((record) => record.exchange !== null && record.session !== null)).toBe(true);
    const kinds = (await world.records('exchange.intent')).map(({ detail }) => detail['operation']);
    expect(kinds).toContainEqual(expect.objectContaining({ kind: 'git.fetch', repository: id }));
  });
});

describe('what is refused', () => {
  it('refuses a forced push and says why', async () => {
    const { dev, refs } = await fresh();
    const before = (await refs())['refs/heads/main'];
    await dev.must('commit', '--amend', '--message', 'Rewritten');
    const push = await dev.git('push', '--force', 'origin', 'main');
    expect(push.code).not.toBe(0);
    expect(push.stderr).toMatch(/! \[remote rejected\] main -> main \(.+\)/);
    expect((await refs())['refs/heads/main']).toBe(before);
  });

  it('refuses to delete a protected branch', async () => {
    const { dev, refs } = await fresh();
    const push = await dev.git('push', 'origin', '--delete', 'main');
    expect(push.code).not.toBe(0);
    expect(push.stderr).toMatch(/! \[remote rejected\] main \(.+\)/);
    expect((await refs())['refs/heads/main']).toBeDefined();
  });

  it('accepts one ref and refuses the other of one push', async () => {
    const { dev, refs } = await fresh();
    const before = (await refs())['refs/heads/main'];
    await dev.must('switch', '--create', 'feature/x');
    await dev.write('src/x.ts', 'export const x = 1;\n');
    const id = await dev.commit('Add x');
    await dev.must('switch', 'main');
    await dev.must('commit', '--amend', '--message', 'Rewritten');
    const push = await dev.git('push', '--force', 'origin', 'main', 'feature/x');
    expect(push.stderr).toMatch(/! \[remote rejected\] main -> main/);
    expect(push.stderr).toMatch(/\[new branch\] +feature\/x -> feature\/x/);
    expect(await refs()).toMatchObject({ 'refs/heads/main': before, 'refs/heads/feature/x': id });
  });

  it('keeps the objects of a refused ref from the server', async () => {
    const { dev, serverHas } = await fresh();
    await dev.must('switch', '--create', 'feature/y');
    await dev.write('src/y.ts', 'export const y = 1;\n');
    const accepted = await dev.commit('Add y');
    await dev.must('switch', 'main');
    await dev.write('src/z.ts', 'export const z = 1;\n');
    await dev.must('add', '--all');
    await dev.must('commit', '--amend', '--message', 'Rewritten');
    const refused = await dev.must('rev-parse', 'HEAD');
    await dev.git('push', '--force', 'origin', 'main', 'feature/y');
    expect(await serverHas(accepted)).toBe(true);
    expect(await serverHas(refused)).toBe(false);
  });

  it('refuses an atomic push whole', async () => {
    const { dev, refs } = await fresh();
    await dev.must('switch', '--create', 'feature/x');
    await dev.commit('Add x');
    await dev.must('switch', 'main');
    await dev.must('commit', '--amend', '--message', 'Rewritten');
    const push = await dev.git('push', '--atomic', '--force', 'origin', 'main', 'feature/x');
    expect(push.code).not.toBe(0);
    expect(push.stderr).toMatch(/atomic/);
    expect((await refs())['refs/heads/feature/x']).toBeUndefined();
  });
});

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');

/** The seconds for which curl lets an answer be slow: time is what this test is about, so it lets twice that go by. */
const PATIENCE_S = 2;

describe('what is held', () => {
  it('shows its lines to reviewers alone, with its secrets masked, and what was decided before', async () => {
    await world.policy((text) => text.replace('c.secrets.size() > 0', 'c.secrets.size() > 1000'));
    const { dev, id } = await fresh();
    await dev.write('deploy/app.yaml', `replicas: 3\ntoken: ${SECRET}\n`);
    await dev.write('logo.png', new Uint8Array([0x89, 0x50, 0, 1]));
    const commit = await dev.commit('Deploy');
    const push = async (approval: { readonly id: string } | null) => {
      const pushed = dev.git('push', 'origin', 'main');
      const held = await world.pending(id);
      const review = await world.reviewAs('reviewer', held.id);
      for (const role of ['developer', 'auditor'] as const)
        await expect(world.reviewAs(role, held.id)).rejects.toMatchObject({ refusal: 'forbidden' });
      await world.deny(held.id, 'a token');
      await pushed;
      expect(review.earlier.map((each) => each.id)).toEqual(approval === null ? [] : [approval.id]);
      return { held, review };
    };
    const { held, review } = await push(null);
    const text = JSON.stringify(review);
    expect(text).not.toContain(SECRET);
    expect(text).toMatch(/\+token: CSG_[A-Z0-9]+_[0-9A-Z]{8}/);
    expect(review.diff?.files).toMatchObject([
      { commit, path: 'deploy/app.yaml', content: { kind: 'lines' } },
      { commit, path: 'logo.png', content: { kind: 'hidden', why: 'binary' } },
    ]);
    expect(JSON.stringify(held)).not.toContain('replicas');
    await dev.write('more.txt', 'more\n');
    await dev.commit('More');
    await push(held);
    await world.policy((text) => text);
  });

  async function heldPush() {
    const { dev } = repository;
    await dev.append('src/index.ts', 'export const more = 1;\n');
    const id = await dev.commit('Add more');
    const push = dev.git('push', 'origin', 'main');
    return { id, push, approval: await world.pending(repository.id) };
  }

  it('completes the same push once it is approved', async () => {
    const { refs } = await fresh();
    const { id, push, approval } = await heldPush();
    await world.approve(approval.id);
    const result = await push;
    expect(result.stderr).toContain(`waits for approval ${approval.id}`);
    expect(result).toMatchObject({ code: 0, stderr: expect.stringMatching(/main -> main/) });
    expect((await refs())['refs/heads/main']).toBe(id);
    await expect.poll(async () => (await world.approval(approval.id)).state.kind).toBe('spent');
  });

  it('outlasts the patience of a client that gives up on slow answers', async () => {
    const { dev, refs } = await fresh();
    await dev.must('config', 'http.lowSpeedLimit', '500');
    await dev.must('config', 'http.lowSpeedTime', String(PATIENCE_S));
    const { id, push, approval } = await heldPush();
    await sleep(2 * PATIENCE_S * 1000);
    await world.approve(approval.id);
    expect(await push).toMatchObject({ code: 0 });
    expect((await refs())['refs/heads/main']).toBe(id);
  });

  it('ends it when its session is closed, and nothing has reached the server', async () => {
    const { dev, refs } = await fresh();
    const before = await refs();
    const session = await world.session('mixed');
    await dev.must('config', 'http.proxy', session.proxyUrl);
    const { push } = await heldPush();
    await world.agent().closeSession(session.id);
    const result = await push;
    expect(result.code).not.toBe(0);
    expect(result.stderr).toMatch(/! \[remote rejected\] main -> main \(the session was closed/);
    expect(await refs()).toEqual(before);
  });

  it('refuses it once it is denied, with the reason', async () => {
    const { refs } = await fresh();
    const before = (await refs())['refs/heads/main'];
    const { push, approval } = await heldPush();
    await world.deny(approval.id, 'not on a Friday');
    const result = await push;
    expect(result.code).not.toBe(0);
    expect(result.stderr).toMatch(/! \[remote rejected\] main -> main \(.*not on a Friday/);
    expect((await refs())['refs/heads/main']).toBe(before);
  });

  it('passes the next push of the same thing, once, after the client gave up waiting', async () => {
    const { dev, refs } = await fresh();
    const killer = new AbortController();
    await dev.append('src/index.ts', 'export const more = 1;\n');
    const id = await dev.commit('Add more');
    const push = dev.gitUntil(killer.signal, 'push', 'origin', 'main');
    const approval = await world.pending(repository.id);
    killer.abort();
    await push;
    await world.approve(approval.id);
    expect((await refs())['refs/heads/main']).not.toBe(id);
    const again = await dev.git('push', 'origin', 'main');
    expect(again).toMatchObject({ code: 0, stderr: expect.not.stringContaining('waits for approval') });
    expect((await refs())['refs/heads/main']).toBe(id);
    await expect.poll(async () => (await world.approval(approval.id)).state.kind).toBe('spent');
  });

  it('is told that nobody decided in time, and passes once approved later', async () => {
    const { dev, refs } = await fresh();
    await world.policy(shortHolds);
    try {
      const { id, push, approval } = await heldPush();
      expect((await push).stderr).toMatch(/! \[remote rejected\] main -> main \(nobody decided/);
      await world.approve(approval.id);
      expect((await dev.git('push', 'origin', 'main')).code).toBe(0);
      expect((await refs())['refs/heads/main']).toBe(id);
    } finally {
      await world.policy((text) => text);
    }
  });
});
