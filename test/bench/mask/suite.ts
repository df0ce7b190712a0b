import { createStreamMasker } from '../../../agent/core/secrets/stream-masker.ts';
import { type Figures, figuresOf, type Round } from '../figures.ts';
import type { BenchOptions } from '../options.ts';
import type { TargetResult } from '../targets.ts';
import { ordinarySource, type SourceFile } from './corpus.ts';
import { answers } from './deltas.ts';
import { benchVault, builtInDetector, secretlint } from './detectors.ts';

const CHARACTERS = 24_000_000;
const ANSWERS = 500;
const MB = 1_000_000;

export interface MaskResult {
  readonly figures: readonly Figures[];
  readonly targets: readonly TargetResult[];
}

/** The mask suite: secrets looked for in ordinary source, beside secretlint, and masked in streamed answers. */
export async function maskSuite(options: BenchOptions): Promise<MaskResult> {
  const files = ordinarySource(CHARACTERS * options.scale);
  const scanned = await scanSource(files, options);
  const streamed = streamAnswers(files.slice(0, ANSWERS), options);
  return {
    figures: [...scanned.figures, ...streamed.figures],
    targets: [...scanned.targets, ...streamed.targets],
  };
}

async function scanSource(files: readonly SourceFile[], { rounds }: BenchOptions): Promise<MaskResult> {
  const megabytes = files.reduce((sum, { text }) => sum + text.length, 0) / MB;
  process.stderr.write(`scan source: ${files.length} files, ${megabytes.toFixed(1)} MB\n`);
  const detector = builtInDetector();
  const ours: Round[] = [];
  const theirs: Round[] = [];
  let findings = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const ourRound = await timed(megabytes, () => {
      findings = files.reduce((sum, { text }) => sum + detector.scan(text).length, 0);
      return Promise.resolve();
    });
    const theirRound = await timed(megabytes, async () => {
      for (const file of files) await secretlint(file);
    });
    if (round === 0) continue;
    ours.push(ourRound);
    theirs.push(theirRound);
  }
  const subject = { scenario: 'scan source', unit: 'MB' };
  return {
    figures: [
      figuresOf({ ...subject, contender: 'ours' }, ours),
      figuresOf({ ...subject, contender: 'secretlint' }, theirs),
    ],
    targets: [bound('scan source', 'findings / MB', { seen: findings / megabytes, atMost: 0.8 })],
  };
}

function streamAnswers(files: readonly SourceFile[], { rounds }: BenchOptions): MaskResult {
  const streams = answers(files);
  const deltas = streams.reduce((sum, each) => sum + each.length, 0);
  process.stderr.write(`stream answers: ${streams.length} answers, ${deltas} deltas\n`);
  const detector = builtInDetector();
  const results: Round[] = [];
  let held: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    held = [];
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    for (const stream of streams) {
      const masker = createStreamMasker(detector, benchVault());
      for (const delta of stream) {
        masker.write(delta);
        held.push(masker.held);
      }
      masker.end();
    }
    if (round > 0) results.push(roundOf({ wall, cpu, units: deltas }));
  }
  const sorted = held.sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  const scenario = 'stream answers';
  return {
    figures: [figuresOf({ scenario, unit: 'delta', contender: 'ours' }, results)],
    targets: [
      bound(scenario, 'held p50', { seen: quantile(0.5), atMost: 4 }),
      bound(scenario, 'held p99', { seen: quantile(0.99), atMost: 48 }),
      bound(scenario, 'held at most', { seen: quantile(1), atMost: 256 }),
    ],
  };
}

async function timed(units: number, work: () => Promise<void>): Promise<Round> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  return roundOf({ wall, cpu, units });
}

interface Began {
  readonly wall: number;
  readonly cpu: NodeJS.CpuUsage;
  readonly units: number;
}

function roundOf({ wall, cpu, units }: Began): Round {
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = (performance.now() - wall) / units;
  const peakMb = process.memoryUsage.rss() / MB;
  return { wallMs, cpuMs: (user + system) / 1000 / units, peakMb, delayMs: null };
}

function bound(
  scenario: string,
  figure: string,
  { seen, atMost }: { seen: number; atMost: number },
): TargetResult {
  return { scenario, figure, against: null, atMost, seen, reached: seen <= atMost };
}
