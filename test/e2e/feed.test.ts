import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../agent/feed/feed-format.ts';
import { enrollCommand } from '../../cli/enroll.ts';
import { starterPolicy } from '../../policy/starter.ts';
import { runCli } from '../support/cli.ts';
import { openTestFeed, type TestFeed } from '../support/feed.ts';
import { openWorld, type World } from '../support/world.ts';

let feed: TestFeed;
let world: World;
let policy: string;

const REVIEWED =
  /effect: require_approval\n {4}approvers: \[reviewers\]\n(?= {4}message: changes to a protected)/u;

beforeAll(async () => {
  feed = await openTestFeed();
  world = await openWorld({
    limits: { feed: { refreshMs: 200, retryMs: 200 } },
    feedDirectory: join(feed.folder, 'published'),
  });
  policy = starterPolicy({ hosts: [world.host] });
  await feed.release(policy);
  const enrolled = await runCli(world.home, (context) => enrollCommand(context, async () => 'yes'), [
    'enroll',
    feed.server.url,
  ]);
  expect(enrolled.exitCode).toBe(0);
  await world.restartAgent();
});

afterAll(async () => {
  await world.close();
  await feed.close();
});

async function enforced(version: number): Promise<void> {
  const policy = async () => (await world.agent().status()).policy;
  await expect.poll(policy).toMatchObject({ kind: 'enforced', version });
}

test('an enrolled agent judges by the feed alone, and by what the feed says now', async () => {
  await writeFile(join(world.home, 'policy.yaml'), 'version: 1\nhosts: []\nrules: []\ndefault: allow\n');
  expect((await world.agent().status()).policy).toMatchObject({
    kind: 'enforced',
    origin: 'feed',
    version: 1,
    alarm: null,
  });
  const { dev } = await world.repository();
  await dev.must('switch', '--create', 'topic');
  await dev.write('src/one.ts', 'export const one = 1;\n');
  await dev.commit('Add one');
  expect((await dev.git('push', 'origin', 'topic')).code).toBe(0);
  await feed.release(
    policy.replace(
      'rules:\n',
      'rules:\n  - { id: frozen, on: [repo.write], effect: deny, message: nothing is pushed today }\n',
    ),
  );
  await enforced(2);
  await dev.write('src/two.ts', 'export const two = 2;\n');
  await dev.commit('Add two');
  expect((await dev.git('push', 'origin', 'topic')).stderr).toContain('nothing is pushed today');
  const pushes = (await world.records()).filter(({ detail }) =>
    JSON.stringify(detail).includes('"git.push"'),
  );
  const versions = pushes.flatMap(({ event, detail }) =>
    event === 'exchange.intent' || event === 'exchange.refused' ? [[event, detail['policyVersion']]] : [],
  );
  expect(versions).toEqual([
    ['exchange.intent', 1],
    ['exchange.refused', 2],
  ]);
  expect((await world.records('policy.adopted')).map(({ detail }) => detail['policyVersion'])).toEqual([
    1, 2,
  ]);
});

describe('an agent that asks the feed once an hour hears of another policy from the collector', () => {
  const HOUR_MS = 3_600_000;

  beforeAll(() => world.restartAgent({ limits: { feed: { refreshMs: HOUR_MS, retryMs: HOUR_MS } } }));

  test('with whatever it is answered', async () => {
    await feed.release(policy);
    await world.session('human');
    await enforced(3);
  });

  test('while it is held, so that what waits goes on by itself', async () => {
    const { dev, id, refs } = await world.repository();
    await dev.write('src/held.ts', 'export const held = 1;\n');
    const commit = await dev.commit('Add what is held');
    const push = dev.git('push', 'origin', 'main');
    await world.pending(id);
    await feed.release(policy.replace(REVIEWED, 'effect: allow\n'));
    expect((await push).code).toBe(0);
    expect((await refs())['refs/heads/main']).toBe(commit);
    await enforced(4);
  });
});

test('a home is enrolled once, with a root that somebody knows', async () => {
  const enroll = (
    home: string,
    confirm: ((question: string) => Promise<string>) | null,
    ...args: readonly string[]
  ) => runCli(home, (context) => enrollCommand(context, confirm), ['enroll', ...args]);
  const other = join(world.home, 'other');
  const { url } = feed.server;
  await expect(enroll(world.home, null, url)).rejects.toMatchObject({ code: 'enrolled' });
  await expect(enroll(other, null, 'ftp://x')).rejects.toMatchObject({ code: 'bad-address' });
  await expect(enroll(other, null, url)).rejects.toMatchObject({ code: 'not-confirmed' });
  await expect(enroll(other, async () => 'no', url)).rejects.toMatchObject({ code: 'not-confirmed' });
  await expect(enroll(other, null, url, '--fingerprint', 'a'.repeat(64))).rejects.toMatchObject({
    code: 'other-fingerprint',
  });
  const fingerprint = fingerprintOf(await feed.root());
  const { out } = await enroll(other, null, url, '--fingerprint', fingerprint.toUpperCase(), '--json');
  expect(JSON.parse(out)).toEqual({ url, root: 1, fingerprint });
});
