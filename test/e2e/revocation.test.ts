import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revokeCommand } from '../../cli/revoke.ts';
import type { SessionGrant } from '../../protocol/control.ts';
import type { Revoked } from '../../protocol/revocation.ts';
import { runCli } from '../support/cli.ts';
import { chatStream } from '../support/model-answers.ts';
import { askThrough } from '../support/through-agent.ts';
import { openWorld, type Repository, type World } from '../support/world.ts';

const CHAT = '/chat/completions';
const HOUR_MS = 60 * 60_000;

let world: World;

beforeAll(async () => {
  world = await openWorld({ limits: { revocation: { askMs: 10_000 }, exchange: { shutdownMs: 500 } } });
}, 60_000);

afterAll(() => world.close());

function revoke(...args: readonly string[]) {
  return runCli(world.home, revokeCommand, ['revoke', ...args]);
}

async function revocation(kind: string, target: string): Promise<Revoked> {
  const { exitCode, out } = await revoke(kind, target, '--reason', 'trial', '--json');
  expect(exitCode).toBe(0);
  return JSON.parse(out) as Revoked;
}

async function revoked(kind: string, target: string): Promise<string> {
  return String((await revocation(kind, target)).id);
}

function chat(session: SessionGrant): ReturnType<typeof askThrough> {
  const { host, port } = world.copilot;
  const body = JSON.stringify({
    model: 'gpt-4.1',
    stream: true,
    messages: [{ role: 'user', content: 'hello' }],
  });
  return askThrough(session, { host, port }, { path: CHAT, body });
}

/** Has the model begin an answer that never ends; resolves once it was asked. */
async function streaming(asking: () => ReturnType<typeof chat>): Promise<ReturnType<typeof chat>[]> {
  const asked = world.copilot.requests.length;
  const { pieces, ...rest } = chatStream('one ', 'two ');
  world.copilot.answer({ ...rest, pieces: pieces.slice(0, 2), end: 'never' });
  const answer = asking();
  await expect.poll(() => world.copilot.requests.length, { timeout: 20_000 }).toBeGreaterThan(asked);
  return [answer];
}

async function heldPush(): Promise<{
  readonly repository: Repository;
  readonly push: ReturnType<Repository['dev']['git']>;
  readonly approval: string;
}> {
  const repository = await world.repository();
  await repository.dev.commit('Held');
  const push = repository.dev.git('push', 'origin', 'main');
  const { id } = await world.pending(repository.id);
  return { repository, push, approval: id };
}

/** Has the server of this repository keep a push waiting, refuse it once it is told to, and else take it in the end. */
async function slowServer({ id }: Repository) {
  const hooks = join(world.home, 'server', `${id.split('/').slice(1).join('/')}.git`, 'hooks');
  const [came, go] = [join(hooks, 'came'), join(hooks, 'go')];
  await mkdir(hooks, { recursive: true });
  const wait = `#!/bin/sh\ntouch '${came}'\nfor _ in $(seq 600); do test -e '${go}' && exit 1; sleep 0.1; done\n`;
  await writeFile(join(hooks, 'pre-receive'), wait, { mode: 0o755 });
  return { hasPush: () => existsSync(came), goOn: () => writeFile(go, '') };
}

async function refusalsOf(code: string): Promise<number> {
  const records = await world.records('exchange.refused');
  return records.filter(({ detail }) => detail['code'] === code).length;
}

describe('a session', () => {
  it('that is revoked has its streaming answer cut, and no other session has', async () => {
    const [one, other] = [await world.session('mixed'), await world.session('mixed')];
    const [answer] = await streaming(() => chat(one));
    await revoked('session', one.id);
    expect(await answer).toMatchObject({ whole: false });
    expect((await chat(one)).status).toBe(403);
    world.copilot.answer(chatStream('done'));
    expect((await chat(other)).status).toBe(200);
    expect(await refusalsOf('revoked')).toBeGreaterThan(0);
  });
});

describe('an approval', () => {
  it('that is revoked ends the push that waits for it', async () => {
    const { repository, push, approval } = await heldPush();
    const before = await repository.refs();
    await revoked('approval', approval);
    expect(await push).toMatchObject({ code: 1 });
    expect(await repository.refs()).toEqual(before);
    expect((await world.approval(approval)).state.kind).toBe('cancelled');
  });
});

describe('a subject', () => {
  it('that is revoked has its push ended in the hold, and gets nothing more, also after a restart', async () => {
    const { repository, push } = await heldPush();
    const before = await repository.refs();
    const number = await revoked('subject', 'developer');
    expect(await push).toMatchObject({
      code: expect.any(Number),
      stderr: expect.stringContaining('revoked'),
    });
    await world.stopCollector();
    await world.restartAgent();
    const again = await world.repository();
    expect((await again.dev.git('fetch', 'origin')).stderr).toContain('revoked');
    await world.startCollector();
    expect(await repository.refs()).toEqual(before);
    expect((await revoke('list')).out).toContain('developer');
    await revoke('lift', number);
    await expect.poll(async () => (await again.dev.git('fetch', 'origin')).code, { timeout: 20_000 }).toBe(0);
  });
});

describe('a push that is on its way', () => {
  it.each([
    ['its approval, which is claimed by then,', 'approval'],
    ['who pushes', 'subject'],
  ])('is cut when %s is revoked, and its approval is good for no other', async (_what, kind) => {
    const { repository, push, approval } = await heldPush();
    const server = await slowServer(repository);
    try {
      await world.approve(approval);
      await expect.poll(server.hasPush, { timeout: 20_000 }).toBe(true);
      expect((await world.approval(approval)).state.kind).toBe('claimed');
      const number = await revoked(kind, kind === 'approval' ? approval : 'developer');
      expect((await push).code).not.toBe(0);
      await revoke('lift', number);
      await expect
        .poll(async () => (await repository.dev.git('fetch', 'origin')).code, { timeout: 20_000 })
        .toBe(0);
      // Nothing leads from either back to where it could be claimed.
      expect(['claimed', 'spent']).toContain((await world.approval(approval)).state.kind);
    } finally {
      await server.goOn();
    }
  });
});

describe('what nobody knows for too long', () => {
  it('lets nothing through, until it is known again', async () => {
    const { dev } = await world.repository();
    await world.stopCollector();
    world.passTime(HOUR_MS / 2);
    expect((await dev.git('fetch', 'origin')).code).toBe(0);
    world.passTime(HOUR_MS);
    expect((await dev.git('fetch', 'origin')).stderr).toContain('whether this was revoked');
    await world.startCollector();
    await expect.poll(async () => (await dev.git('fetch', 'origin')).code, { timeout: 20_000 }).toBe(0);
    expect(await refusalsOf('revocations-unknown')).toBeGreaterThan(0);
  });
});

describe('an agent', () => {
  it('that is revoked does nothing more for anybody, but its records are taken', async () => {
    const { dev } = await world.repository();
    const { agent } = await world.agent().status();
    expect(await revocation('agent', agent)).toMatchObject({ isRecorded: true });
    await expect
      .poll(async () => (await dev.git('fetch', 'origin')).stderr, { timeout: 20_000 })
      .toContain('this agent was revoked');
    expect(await refusalsOf('revoked')).toBeGreaterThan(1);
  });
});

describe('who was not heard of', () => {
  it.each([
    ['subject', 'developr'],
    ['session', '01234567-89ab-4cde-8f01-23456789abcd'],
    ['agent', 'ab'.repeat(32)],
  ])('as a %s is revoked all the same, and said to be unknown', async (kind, target) => {
    const { exitCode, out } = await revoke(kind, target, '--reason', 'trial');
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: expect.stringContaining('no record names this') });
    expect(await revocation(kind, target)).toMatchObject({ target, isRecorded: false });
  });

  it('is told from who was', async () => {
    const [opened] = await world.records('session.opened');
    expect(await revocation('session', opened?.session ?? '')).toMatchObject({ isRecorded: true });
    await expect
      .poll(() => revocation('subject', 'developer'), { timeout: 20_000 })
      .toMatchObject({ isRecorded: true });
  });
});

it('only an administrator revokes', async () => {
  const file = `${world.home}/collector/tokens/auditor.token`;
  const asked = await revoke('subject', 'reviewer', '--reason', 'trial', '--token-file', file);
  expect(asked).toMatchObject({ exitCode: 4, out: '' });
});
