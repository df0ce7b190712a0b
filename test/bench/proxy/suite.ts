import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../child.ts';
import { type ContenderName, type Running, startContender } from '../contender.ts';
import { type Figures, figuresOf, type Round } from '../figures.ts';
import type { BenchOptions } from '../options.ts';
import type { OriginReady } from '../origin.ts';
import { buildPrograms } from '../programs.ts';
import { clientOf } from './client.ts';
import { SCENARIOS, type Scenario, type Size } from './scenarios.ts';

/** The proxy suite: every scenario, round by round, the contenders in turn within each round. */
export async function proxySuite(options: BenchOptions): Promise<readonly Figures[]> {
  const programs = options.contenders.filter((name) => name !== 'direct');
  await buildPrograms(['loopback-names', 'origin', ...programs]);
  const folder = await mkdtemp(join(tmpdir(), 'bench-proxy-'));
  const origin = await startChild<OriginReady>('origin', []);
  try {
    const caFile = join(folder, 'origin.pem');
    await writeFile(caFile, origin.ready.ca);
    const figures: Figures[] = [];
    for (const scenario of SCENARIOS.filter(({ name }) => name.includes(options.only))) {
      process.stderr.write(`${scenario.name}\n`);
      figures.push(...(await measure({ scenario, options, caFile, port: origin.ready.port })));
    }
    return figures;
  } finally {
    await origin.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Setting {
  readonly scenario: Scenario;
  readonly options: BenchOptions;
  readonly caFile: string;
  readonly port: number;
}

async function measure(setting: Setting): Promise<readonly Figures[]> {
  const { scenario, options } = setting;
  const rounds = new Map<ContenderName, Round[]>(options.contenders.map((name) => [name, []]));
  const kept = new Map<ContenderName, Running>();
  const oneOf = { kept: keptRound, fresh: freshRound }[scenario.process];
  try {
    for (let count = 0; count < options.rounds; count += 1) {
      for (const [name, done] of rounds) {
        const round = await oneOf(setting, name, kept);
        if (round === null) rounds.delete(name);
        else done.push(round);
      }
    }
  } finally {
    for (const running of kept.values()) await running.stop();
  }
  const { name, unit } = scenario;
  return [...rounds].map(([contender, each]) => figuresOf({ scenario: name, unit, contender }, each));
}

/** Null when the contender is not on this machine. */
async function keptRound(
  setting: Setting,
  name: ContenderName,
  kept: Map<ContenderName, Running>,
): Promise<Round | null> {
  const known = kept.get(name);
  if (known !== undefined) return oneRound(setting, known);
  const running = await startContender(name, setting.caFile);
  if (running === null) return null;
  kept.set(name, running);
  await warmUp(setting, running);
  return oneRound(setting, running);
}

/** Null when the contender is not on this machine. */
async function freshRound(setting: Setting, name: ContenderName): Promise<Round | null> {
  const running = await startContender(name, setting.caFile);
  if (running === null) return null;
  try {
    return await oneRound(setting, running);
  } finally {
    await running.stop();
  }
}

async function warmUp({ scenario, port, options }: Setting, running: Running): Promise<void> {
  await scenario.run(clientOf(running, port), size(scaleOf(scenario, options) * scenario.warmUp));
}

async function oneRound({ scenario, port, options }: Setting, running: Running): Promise<Round> {
  const before = await running.usage();
  const start = performance.now();
  const done = await scenario.run(clientOf(running, port), size(scaleOf(scenario, options)));
  const wallMs = performance.now() - start;
  const after = await running.usage();
  return {
    wallMs: wallMs / done.count,
    cpuMs: (after.cpuMs - before.cpuMs) / done.count,
    peakMb: after.peakMb,
    delayMs: done.delayMs ?? null,
  };
}

function scaleOf({ leastScale }: Scenario, { scale }: BenchOptions): number {
  return Math.max(scale, leastScale);
}

let hosts = 0;

/** Names are counted over the whole run, so that none is met twice. */
function size(scale: number): Size {
  return {
    scale,
    unseenHost() {
      hosts += 1;
      return `h${hosts}.bench.localhost`;
    },
  };
}
