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
  const rounds = new Map<ContenderName, Round[]>();
  const kept = new Map<ContenderName, Running>();
  const { scenario, options } = setting;
  try {
    let out: readonly ContenderName[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      for (const name of options.contenders.filter((each) => !out.includes(each))) {
        const running = kept.get(name) ?? (await startContender(name, setting.caFile));
        if (running === null) {
          out = [...out, name];
          continue;
        }
        if (scenario.process === 'kept') {
          if (!kept.has(name)) await warmUp(setting, running);
          kept.set(name, running);
        }
        rounds.set(name, [...(rounds.get(name) ?? []), await oneRound(setting, running)]);
        if (scenario.process === 'fresh') await running.stop();
      }
    }
  } finally {
    for (const running of kept.values()) await running.stop();
  }
  const { name, unit } = scenario;
  return [...rounds].map(([contender, each]) => figuresOf({ scenario: name, unit, contender }, each));
}

const WARM_UP = 0.25;

async function warmUp({ scenario, port, options }: Setting, running: Running): Promise<void> {
  await scenario.run(clientOf(running, port), size(options.scale * WARM_UP));
}

async function oneRound({ scenario, port, options }: Setting, running: Running): Promise<Round> {
  const before = await running.usage();
  const start = performance.now();
  const done = await scenario.run(clientOf(running, port), size(options.scale));
  const wallMs = performance.now() - start;
  const after = await running.usage();
  return {
    wallMs: wallMs / done.count,
    cpuMs: (after.cpuMs - before.cpuMs) / done.count,
    peakMb: after.peakMb,
    delayMs: done.delayMs ?? null,
  };
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
