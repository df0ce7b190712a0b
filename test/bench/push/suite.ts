import { rm } from 'node:fs/promises';
import { runGit } from '../../../cli/playground/git.ts';
import { type Figures, figuresOf, type Round } from '../figures.ts';
import type { BenchOptions } from '../options.ts';
import { buildPrograms, type ProgramName } from '../programs.ts';
import { addHistory } from './history.ts';
import { OUR_PROGRAMS } from './our-agent.ts';
import { openPushWorld, type PushWorld, type Way, type WayName } from './world.ts';

const WAYS: readonly WayName[] = ['direct', 'ours'];
const PROGRAMS: readonly ProgramName[] = ['loopback-names', 'git-host'];
const SMALL = 'refs/heads/feature/small';
const LARGE = 'refs/heads/feature/large';
const PUSHES = 30;
/** 5,000 files of 10,000 random bytes as base64: a pack of 50 MB, as base64 packs to what it stands for. */
const COMMITS = 5000;
const BYTES = 10_000;

interface PushScenario {
  readonly name: string;
  readonly run: (world: PushWorld, options: BenchOptions) => Promise<ReadonlyMap<WayName, readonly Round[]>>;
}

const SCENARIOS: readonly PushScenario[] = [
  { name: 'small push', run: smallPushes },
  { name: 'large push, cold caches', run: (world, options) => largePushes(world, options, 'cold') },
  { name: 'large push, warm caches', run: (world, options) => largePushes(world, options, 'warm') },
];

/** The push suite: the same pushes with the real git, straight to the server and through the whole agent. */
export async function pushSuite(options: BenchOptions): Promise<readonly Figures[]> {
  const names = WAYS.filter((name) => options.contenders.includes(name));
  await buildPrograms(names.includes('ours') ? [...PROGRAMS, ...OUR_PROGRAMS] : PROGRAMS);
  const world = await openPushWorld(names);
  try {
    await makeHistories(world, options);
    const figures: Figures[] = [];
    for (const { name, run } of SCENARIOS.filter((each) => each.name.includes(options.only))) {
      process.stderr.write(`${name}\n`);
      for (const [contender, rounds] of await run(world, options)) {
        figures.push(figuresOf({ scenario: name, unit: 'push', contender }, rounds));
      }
    }
    return figures;
  } finally {
    await world.close();
  }
}

async function makeHistories({ ways }: PushWorld, { scale }: BenchOptions): Promise<void> {
  for (const { clone } of ways) {
    await addHistory(clone, { branch: 'small', commits: PUSHES + 1, bytes: 200 });
    await addHistory(clone, { branch: 'large', commits: COMMITS * scale, bytes: BYTES });
  }
}

/** One commit after another onto one branch, the two ways in turn; the first push of each is not counted. */
async function smallPushes({ ways }: PushWorld, { scale }: BenchOptions) {
  const rounds = new Map<WayName, readonly Round[]>();
  for (const way of ways) {
    await way.freshRepository();
    await way.push(`small~${PUSHES}:${SMALL}`);
  }
  for (let left = PUSHES - 1; left >= PUSHES * (1 - scale); left -= 1) {
    for (const way of ways) {
      const round = await measured(way, () => way.push(`small~${left}:${SMALL}`));
      rounds.set(way.name, [...(rounds.get(way.name) ?? []), round]);
    }
  }
  return rounds;
}

/** Each push goes to a new repository; warm means that the agent has inspected a small push to it before. */
async function largePushes({ ways }: PushWorld, options: BenchOptions, caches: 'cold' | 'warm') {
  const rounds = new Map<WayName, readonly Round[]>();
  for (let round = 0; round < options.rounds; round += 1) {
    for (const way of ways) {
      const bare = await way.freshRepository();
      if (caches === 'warm') await way.push(`small:${SMALL}`);
      const figures = await measured(way, () => way.push(`large:${LARGE}`));
      await expectArrived(way, bare);
      await rm(bare, { recursive: true });
      rounds.set(way.name, [...(rounds.get(way.name) ?? []), figures]);
    }
  }
  return rounds;
}

async function measured({ usage }: Way, run: () => Promise<void>): Promise<Round> {
  const before = await usage();
  const start = performance.now();
  await run();
  const wallMs = performance.now() - start;
  const after = await usage();
  return { wallMs, cpuMs: after.cpuMs - before.cpuMs, peakMb: after.peakMb, delayMs: null };
}

async function expectArrived({ clone }: Way, bare: string): Promise<void> {
  const sent = await runGit({ cwd: clone, args: ['rev-parse', 'large'] });
  const held = await runGit({ cwd: bare, args: ['rev-parse', LARGE] });
  if (held !== sent) throw new Error(`the server holds ${held}, expected ${sent}`);
}
