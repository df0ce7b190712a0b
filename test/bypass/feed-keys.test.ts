import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../agent/feed/verified-feed.ts';
import { type Death, dyingDisk } from '../support/dying-disk.ts';
import { type FeedAgent, openFeedAgent, openTestFeed, policyFor, type TestFeed } from '../support/feed.ts';
import { forge, overlay } from '../support/forge-feed.ts';

const REFRESHER = join(import.meta.dirname, '../support/refresh-until-killed.ts');

let feed: TestFeed;
let agent: FeedAgent;

beforeEach(async () => {
  feed = await openTestFeed();
  await feed.release(policyFor('one.test'));
  agent = await openFeedAgent(feed);
});

afterEach(async () => {
  await agent.close();
  await feed.close();
});

function events(): readonly string[] {
  return agent.events.map(({ event }) => event);
}

describe('keys change', () => {
  test('roots signed by the old keys and the new are followed, one after the other', async () => {
    await feed.rotate({ root: ['root-b', 'root-c'] }, ['root-a', 'root-b', 'root-c']);
    await feed.rotate({ root: ['root-c', 'root-d'] }, ['root-b', 'root-c', 'root-d']);
    await feed.release(policyFor('two.test'));
    await agent.source.refresh();
    expect(agent.source.alarm()).toBeNull();
    expect(await agent.source.current()).toMatchObject({ version: 2 });
    expect(agent.events.at(-1)).toMatchObject({ event: 'policy.adopted', detail: { root: 3 } });
  });

  test('as many roots in one refresh as may be followed, and the rest in the next', async () => {
    await agent.close();
    agent = await openFeedAgent(feed, { maxRootRotations: 1 });
    await feed.rotate({ root: ['root-b', 'root-c'] }, ['root-a', 'root-b', 'root-c']);
    await feed.rotate({ snapshot: ['publisher-2'], timestamp: ['publisher-2'] }, ['root-b', 'root-c']);
    await agent.source.refresh();
    expect(agent.source.alarm()?.code).toBe('signature');
    await agent.source.refresh();
    expect(agent.source.alarm()).toBeNull();
    expect(await agent.source.current()).toMatchObject({ version: 1 });
  });

  test('a root without the old keys is not, and neither is what it vouches for', async () => {
    overlay(
      feed,
      await forge(feed, {
        root: () => {},
        by: { root: ['root-c', 'root-d'], targets: ['root-c'] },
        targets: () => {},
      }),
    );
    await agent.source.refresh();
    expect(agent.source.alarm()?.code).toBe('signature');
    expect(await agent.source.current()).toMatchObject({ version: 1 });
  });

  test('a publisher that was taken its key signs nothing any more', async () => {
    await feed.rotate({ snapshot: ['publisher-2'], timestamp: ['publisher-2'] }, ['root-a', 'root-b']);
    await agent.source.refresh();
    expect(agent.source.alarm()).toBeNull();
    overlay(feed, await forge(feed, { by: { snapshot: ['publisher-2'], timestamp: ['publisher'] } }));
    await agent.source.refresh();
    expect(agent.source.alarm()?.code).toBe('signature');
    expect(await agent.source.current()).toMatchObject({ version: 1 });
  });

  test('a policy whose keys were revoked is enforced no longer, though all else of the feed is withheld', async () => {
    const before = await feed.server.snapshot(['timestamp.json', '1.snapshot.json', '1.targets.json']);
    await feed.rotate({ targets: ['team-2'] }, ['root-a', 'root-b']);
    await feed.release(policyFor('two.test'));
    overlay(feed, before);
    await agent.source.refresh();
    await expect(agent.source.current()).rejects.toMatchObject({ code: 'revoked' });
    expect(agent.source.lastKnown()).toMatchObject({ version: 1 });
    expect(events()).toEqual(['policy.adopted', 'policy.lapsed', 'policy.rejected']);
    await agent.restart();
    await agent.source.refresh();
    await expect(agent.source.current()).rejects.toMatchObject({ code: 'revoked' });
    overlay(feed, new Map());
    await agent.source.refresh();
    expect(await agent.source.current()).toMatchObject({ version: 2 });
    expect(events().slice(-2)).toEqual(['policy.adopted', 'policy.recovered']);
  });
});

test('a signed policy that cannot be enforced is not: the one before is, and the alarm is raised', async () => {
  const broken = Buffer.from('version: 2\n');
  const hashes = { sha256: sha256Hex(broken) };
  const files = await forge(feed, {
    targets: (part) => Object.assign(part, { targets: { 'policy.yaml': { length: broken.length, hashes } } }),
  });
  overlay(feed, new Map([...files, [`targets/${hashes.sha256}.policy.yaml`, broken]]));
  await agent.source.refresh();
  expect(agent.source.alarm()).toMatchObject({
    code: 'policy',
    reason: expect.stringContaining('line 1, column'),
  });
  expect(await agent.source.current()).toMatchObject({ version: 1 });
  expect(events()).toEqual(['policy.adopted', 'policy.rejected']);
  await agent.restart();
  expect(await agent.source.current()).toMatchObject({ version: 1 });
});

describe('the clock', () => {
  test('to set it back is noticed, told once, and makes nothing fresh that had expired', async () => {
    agent.passTime(2 * 3_600_000);
    agent.turnClock(-2 * 3_600_000);
    await agent.source.refresh();
    expect(agent.source.alarm()?.code).toBe('expired');
    await agent.source.refresh();
    expect(events()).toEqual(['policy.adopted', 'clock.reversed', 'policy.rejected']);
    agent.passTime(8 * 24 * 3_600_000);
    agent.turnClock(-8 * 24 * 3_600_000);
    await expect(agent.source.current()).rejects.toMatchObject({ code: 'stale' });
  });

  test('to set it back while the agent is stopped is noticed, too', async () => {
    agent.turnClock(-30 * 24 * 3_600_000);
    await agent.restart();
    await agent.source.refresh();
    expect(agent.source.alarm()?.code).toBe('clock-reversed');
    agent.turnClock(30 * 24 * 3_600_000);
    await agent.source.refresh();
    expect(agent.source.alarm()).toBeNull();
  });

  test('one that ran ahead is forgiven once it is right', async () => {
    agent.turnClock(365 * 24 * 3_600_000);
    await agent.source.refresh();
    await expect(agent.source.current()).rejects.toMatchObject({ code: 'stale' });
    agent.turnClock(-365 * 24 * 3_600_000);
    await agent.source.refresh();
    expect(agent.source.alarm()).toBeNull();
    expect(await agent.source.current()).toMatchObject({ version: 1 });
  });
});

describe('a kill in a refresh', () => {
  let saved: string;
  let kept: string;

  beforeEach(async () => {
    await feed.release(policyFor('two.test'));
    kept = join(agent.home, 'agent');
    saved = await mkdtemp(join(tmpdir(), 'countersign-saved-'));
    await cp(kept, saved, { recursive: true });
  });

  afterEach(() => rm(saved, { recursive: true }));

  /** The version in force after a refresh that died at this step, once the agent was started again, with no feed. */
  async function versionAfter(
    at: number,
    death: Death,
  ): Promise<{ version: number | null; steps: readonly string[] }> {
    await rm(kept, { recursive: true });
    await cp(saved, kept, { recursive: true });
    await agent.restart();
    const disk = dyingDisk(agent.home, at, death);
    await agent.source.refresh();
    disk.restore();
    feed.server.take(hangUp);
    await agent.restart();
    feed.server.take(null);
    return { version: (await agent.source.current()).version, steps: disk.steps };
  }

  test('at every step: the policy of before or the new one, whole, and the next refresh mends the rest', async () => {
    const { steps } = await versionAfter(Number.POSITIVE_INFINITY, 'before');
    expect(steps.length).toBeGreaterThan(30);
    const seen = new Set<number | null>();
    for (const [at, name] of steps.entries()) {
      seen.add((await versionAfter(at, 'before')).version);
      if (!name.startsWith('write')) continue;
      seen.add((await versionAfter(at, 'half-way')).version);
      await agent.source.refresh();
      expect(await agent.source.current()).toMatchObject({ version: 2 });
      expect(await readdir(join(kept, 'feed', 'sets'))).toHaveLength(1);
    }
    expect(seen).toEqual(new Set([1, 2]));
  });
});

function hangUp({ socket }: IncomingMessage): boolean {
  socket.destroy();
  return true;
}

test('a process that is killed while policies change leaves one that it said, or a newer one', async () => {
  let said = 1;
  for (let round = 0; round < 2; round += 1) {
    const child = spawn(process.execPath, [REFRESHER, agent.home], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(child, 'exit');
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      said = Math.max(said, Number(line));
    });
    await once(lines, 'line');
    await feed.release(policyFor(`round-${round}.test`));
    await once(lines, 'line');
    child.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);
    feed.server.take(hangUp);
    await agent.restart();
    feed.server.take(null);
    expect((await agent.source.current()).version).toBeGreaterThanOrEqual(said);
  }
});

test.each([
  ['the pointer', 'current.json'],
  ['a file of the set', 'sets/*/targets.json'],
  ['the policy', 'sets/*/policy.yaml'],
])('what was changed on the disk is not believed, and fetched anew: %s', async (_, name) => {
  const folder = join(agent.home, 'agent', 'feed');
  const [set = ''] = await readdir(join(folder, 'sets'));
  await writeFile(join(folder, name.replace('*', set)), 'version: 1\nhosts: []\nrules: []\n');
  feed.server.take(hangUp);
  await agent.restart();
  await expect(agent.source.current()).rejects.toMatchObject({ code: 'damaged' });
  expect(events()).toContain('policy.rejected');
  feed.server.take(null);
  await agent.source.refresh();
  expect(await agent.source.current()).toMatchObject({ version: 1 });
});
