import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openWorld, type World, type WorldOptions } from '../support/world.ts';

let world: World;

afterEach(() => world.close());

async function begin(options: WorldOptions = {}) {
  world = await openWorld(options);
  const repository = await world.repository();
  const { dev } = repository;
  let count = 0;
  return {
    ...repository,
    /** A commit on a free branch, pushed. */
    pushFree: async () => {
      count += 1;
      await dev.must('switch', '--quiet', '--create', `feature/free-${count}`);
      await dev.write(`src/free-${count}.ts`, `export const free = ${count};\n`);
      await dev.commit('Free');
      return dev.git('push', 'origin', `feature/free-${count}`);
    },
    pushMain: async () => {
      await dev.must('switch', '--quiet', 'main');
      await dev.append('src/index.ts', 'export const more = 1;\n');
      await dev.commit('More');
      return dev.git('push', 'origin', 'main');
    },
  };
}

describe('the agent is killed while a push is held', () => {
  it('fails at the client and nothing has reached the server', async () => {
    world = await openWorld();
    const agent = await world.agentAsProcess();
    const { id, dev, refs, serverHas } = await world.repository();
    const before = await refs();
    await dev.append('src/index.ts', 'export const more = 1;\n');
    const commit = await dev.commit('More');
    const push = dev.git('push', 'origin', 'main');
    await world.pending(id);
    await agent.kill();
    const result = await push;
    expect(result.code).not.toBe(0);
    expect(result.stderr).toMatch(/RPC failed|unexpected disconnect/);
    expect(await refs()).toEqual(before);
    expect(await serverHas(commit)).toBe(false);
  });
});

describe('the collector is away', () => {
  it('refuses what needs an approval, lets the rest pass, and ships its records later', async () => {
    const { pushFree, pushMain, refs } = await begin();
    await world.stopCollector();
    const free = await pushFree();
    expect(free).toMatchObject({ code: 0 });
    const held = await pushMain();
    expect(held.stderr).toMatch(
      /! \[remote rejected\] main -> main \(this needs an approval and the collector/,
    );
    expect((await refs())['refs/heads/feature/free-1']).toBeDefined();
    await world.startCollector();
    const intents = await world.records('exchange.intent');
    expect(JSON.stringify(intents)).toContain('refs/heads/feature/free-1');
  });

  it('refuses everything once the spool is full, and goes on when it is shipped', async () => {
    const { pushFree } = await begin({
      limits: { journal: { maxUnacknowledgedBytes: 24_000, reserveBytes: 200_000 } },
    });
    await world.stopCollector();
    let push = await pushFree();
    for (let count = 0; push.code === 0 && count < 30; count += 1) push = await pushFree();
    expect(push.stderr).toMatch(/the collector has not taken the records and the spool is full/);
    await world.startCollector();
    await world.records();
    expect((await pushFree()).code).toBe(0);
  });
});

describe('there is no policy', () => {
  it.each([
    ['it is no YAML', () => '{{{'],
    ['a rule does not compile', (text: string) => text.replace(/when: .+/, 'when: nobody.knows(')],
    ['it is empty', () => ''],
  ])('refuses pushes and fetches: %s', async (_what, change) => {
    const { dev, pushFree, refs } = await begin();
    const before = await refs();
    await world.policy(change);
    expect((await pushFree()).stderr).toMatch(/remote error: countersign: there is no policy/);
    expect((await dev.git('fetch', 'origin')).stderr).toMatch(
      /remote error: countersign: there is no policy/,
    );
    expect(await refs()).toEqual(before);
    await world.policy((text) => text);
    expect((await pushFree()).code).toBe(0);
  });
});

describe('the disk does not take the record', () => {
  it('refuses, and goes on by itself once it does', async () => {
    world = await openWorld();
    const agent = await world.agentAsProcess();
    const { dev, refs } = await world.repository();
    const before = await refs();
    await dev.must('switch', '--quiet', '--create', 'feature/free');
    await dev.commit('Free');
    limitFiles(agent.pid, String(journalBytes(world.home) + 1));
    const push = await dev.git('push', 'origin', 'feature/free');
    expect(push.code).not.toBe(0);
    expect(push.stderr).toMatch(/the audit journal cannot be written/);
    expect(await refs()).toEqual(before);
    limitFiles(agent.pid, 'unlimited');
    expect((await dev.git('push', 'origin', 'feature/free')).code).toBe(0);
  });

  function limitFiles(pid: number, bytes: string): void {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
  }

  function journalBytes(home: string): number {
    const folder = join(home, 'agent', 'journal');
    return Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).size));
  }
});

describe('the server dies in the middle of a push', () => {
  it('fails at the client, never as a success', async () => {
    const { dev, pushFree, refs } = await begin();
    const before = await refs();
    world.breakServer('during-push');
    const push = await pushFree();
    expect(push.code).not.toBe(0);
    expect(push.stderr).not.toContain('Everything up-to-date');
    expect(await refs()).toEqual(before);
    world.breakServer('never');
    expect((await dev.git('push', 'origin', 'HEAD')).code).toBe(0);
  });
});

describe('a pack of 100 MB', () => {
  const MIB = 1024 ** 2;

  it('passes whole and takes the agent less than 64 MB of memory', { timeout: 300_000 }, async () => {
    world = await openWorld({
      policy: (text) =>
        text
          .replace(/^rules:$/m, `rules:\n${EVERYTHING_FREE}`)
          .replace(/effect: (deny|require_approval)/g, 'mode: observe\n    effect: $1'),
    });
    const agent = await world.agentAsProcess();
    const { dev, refs } = await world.repository();
    await dev.must('config', 'core.compression', '0');
    await dev.must('switch', '--quiet', '--create', 'feature/large');
    for (let index = 0; index < 10; index += 1) await dev.write(`data/${index}.bin`, randomBytes(10 * MIB));
    const id = await dev.commit('A lot');
    const before = memory(agent.pid, 'VmRSS');
    expect(await dev.git('push', 'origin', 'feature/large')).toMatchObject({ code: 0 });
    expect((await refs())['refs/heads/feature/large']).toBe(id);
    expect(memory(agent.pid, 'VmHWM') - before).toBeLessThan(64 * MIB);
  });

  const EVERYTHING_FREE = '  - id: everything-free\n    on: [git.push]\n    effect: allow\n';

  /** Bytes that the kernel counts for this process: now, or at most so far. */
  function memory(pid: number, field: 'VmRSS' | 'VmHWM'): number {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  }
});
