import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AgentConfigOptions } from '../../agent/config.ts';
import { readGatewaySettings } from '../../agent/gateway/settings.ts';
import { revokeCommand } from '../../cli/revoke.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import { type Balancer, startBalancer } from '../support/balancer.ts';
import { runCli } from '../support/cli.ts';
import { developer, run } from '../support/developer.ts';
import { type GatewayProcess, spawnGateway } from '../support/gateway-process.ts';
import { type GatewayClone, type GatewayScene, openGatewayScene } from '../support/gateway-world.ts';

/** A number in `COUNTERSIGN_SCALE` is that many people; `full` is what docs/gateway.md speaks of; it takes minutes. */
const USERS =
  process.env['COUNTERSIGN_SCALE'] === 'full' ? 200 : Number(process.env['COUNTERSIGN_SCALE'] ?? 6);
const WAIT_MS = USERS * 5000;
/** Between two tries of a clone or push whose replica died, or that a busy server sent away. */
const MAX_PAUSE_MS = 10_000;

let w: GatewayScene;
let balancer: Balancer;
let configs: readonly AgentConfigOptions[];
let replicas: GatewayProcess[];
let shared: GatewayClone;

beforeAll(async () => {
  w = await openGatewayScene();
  balancer = await startBalancer(w.port);
  configs = await Promise.all(['first', 'second'].map((name) => w.replicaConfig(name)));
  replicas = await Promise.all(configs.map(spawnGateway));
  shared = await w.repository(await w.token('robin'));
}, 120_000);

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.kill()));
  await balancer.close();
  await w.close();
}, 60_000);

async function everyRecord(): Promise<readonly AuditRecord[]> {
  return w.world.records();
}

test('what one replica held passes on another once it is approved, and never a second time', async () => {
  const [first, second] = replicas;
  balancer.use([first?.port ?? 0]);
  await shared.dev.write('src/held.ts', 'export const held = 1;\n');
  const newId = await shared.dev.commit('Hold this');
  const push = shared.dev.git('push', 'origin', 'HEAD:main');
  const { id } = await w.world.pending(shared.repository.id);
  await first?.kill();
  expect((await push).code).not.toBe(0);
  expect((await shared.repository.refs())['refs/heads/main']).not.toBe(newId);

  balancer.use([second?.port ?? 0]);
  await w.world.approve(id);
  expect(await shared.dev.git('push', 'origin', 'HEAD:main')).toMatchObject({ code: 0 });
  expect((await shared.repository.refs())['refs/heads/main']).toBe(newId);
  await expect.poll(async () => (await w.world.approval(id)).state.kind).toBe('spent');
  replicas = [await spawnGateway(configs[0] ?? w.world.config), ...replicas.slice(1)];
}, 60_000);

test('who is revoked has the push that one replica holds ended, and gets nothing from another', async () => {
  const [first, second] = replicas;
  const token = await w.token('dana');
  balancer.use([first?.port ?? 0]);
  const danas = await w.repository(token);
  await danas.dev.commit('Hold this too');
  const push = danas.dev.git('push', 'origin', 'HEAD:main');
  await w.world.pending(danas.repository.id);
  const before = await danas.repository.refs();
  balancer.use([second?.port ?? 0]);
  expect(await danas.clone(token)).toMatchObject({ code: 0 });

  const command = ['revoke', 'subject', 'ci/dana', '--reason', 'trial'];
  expect(await runCli(w.world.home, revokeCommand, command)).toMatchObject({ exitCode: 0 });
  const refused = { stderr: expect.stringContaining('revoked') };
  expect(await push).toMatchObject(refused);
  await expect.poll(() => danas.clone(token), { timeout: 20_000 }).toMatchObject(refused);
  expect(await danas.repository.refs()).toEqual(before);
  expect(await shared.clone(await w.token('robin'))).toMatchObject({ code: 0 });
}, 60_000);

interface Done {
  /** The branch, and what it is at, as git was told. */
  readonly branch: string;
  readonly newId: string;
  readonly deletion: number;
}

async function work(index: number): Promise<Done> {
  const token = await w.token(`user-${index}`);
  const people = join(w.world.home, 'people');
  const into = join(people, `user-${index}`);
  const settings = {
    'http.sslCAInfo': w.certificate.authorityFile,
    'credential.helper': `!f() { test "$1" = get && echo username=x && echo password=${token}; }; f`,
  };
  const named = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await again(() => run([...named, 'clone', '--quiet', shared.url, into], { cwd: people, home: people }));
  const dev = developer(into, people);
  for (const [name, value] of Object.entries(settings)) await dev.must('config', name, value);
  await dev.write(`src/user-${index}.ts`, `export const user = ${index};\n`);
  const newId = await dev.commit(`Add user ${index}`);
  const branch = `refs/heads/user-${index}`;
  await again(() => dev.git('push', 'origin', `HEAD:${branch}`));
  const deletion = await dev.git('push', 'origin', ':main');
  return { branch, newId, deletion: deletion.code };
}

async function again(ask: () => Promise<{ readonly code: number; readonly stderr: string }>): Promise<void> {
  const until = performance.now() + WAIT_MS;
  for (let tried = 1; ; tried += 1) {
    const { code, stderr } = await ask();
    if (code === 0) return;
    if (performance.now() > until) throw new Error(stderr);
    // The server takes a bounded number of requests at once, and sends the others away.
    await sleep(Math.random() * Math.min(500 * tried, MAX_PAUSE_MS));
  }
}

test(
  `${USERS} people clone and push at once through two replicas, one of which is killed: every verdict is right, and no record is lost`,
  async () => {
    const [first, second] = replicas;
    balancer.use([first?.port ?? 0, second?.port ?? 0]);
    const before = (await shared.repository.refs())['refs/heads/main'];
    let arrived = 0;
    const all = Promise.all(
      Array.from({ length: USERS }, (_, index) => work(index).finally(() => (arrived += 1))),
    );
    all.catch(() => undefined);
    await expect
      .poll(async () => Object.keys(await shared.repository.refs()).length, {
        timeout: WAIT_MS,
        interval: 500,
      })
      .toBeGreaterThan(1 + USERS / 3);
    await first?.kill();
    const done = await all;
    expect(arrived).toBe(USERS);

    const refs = await shared.repository.refs();
    expect(refs['refs/heads/main']).toBe(before);
    expect(Object.fromEntries(done.map(({ branch }) => [branch, refs[branch]]))).toEqual(
      Object.fromEntries(done.map(({ branch, newId }) => [branch, newId])),
    );
    expect(done.filter(({ deletion }) => deletion === 0)).toEqual([]);

    const [home] = configs;
    if (home === undefined) throw new Error('there is no first replica');
    const back = await w.world.secondAgent({ ...home, gateway: await readGatewaySettings(home.home) });
    expect(await back.flush(60_000)).toBe(true);
    await back.close();
    await expect
      .poll(async () => unrecorded(done, await everyRecord()), { timeout: WAIT_MS, interval: 500 })
      .toEqual([]);
  },
  WAIT_MS * 3,
);

/** Pushes that git was told of and that are on record nowhere: an intent by that person, before the branch was there. */
function unrecorded(done: readonly Done[], records: readonly AuditRecord[]): readonly string[] {
  const intents = records
    .filter(({ event }) => event === 'exchange.intent')
    .map(({ detail }) => JSON.stringify(detail));
  return done.flatMap(({ branch, newId }) => {
    const subject = `"ci/${branch.replace('refs/heads/', '')}"`;
    const isRecorded = intents.some((text) => [branch, newId, subject].every((part) => text.includes(part)));
    return isRecorded ? [] : [branch];
  });
}
