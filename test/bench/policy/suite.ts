import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DEFAULT_EVALUATION_LIMITS, Evaluator } from '../../../agent/evaluation/evaluator.ts';
import { type CompiledPolicy, compilePolicy } from '../../../policy/compile.ts';
import type { Operation } from '../../../protocol/operation.ts';
import { change, commit, push, sha256 } from '../../support/operation.ts';
import { type Figures, figuresOf, type Round } from '../figures.ts';
import type { BenchOptions } from '../options.ts';
import { median } from '../statistics.ts';
import { policyOf } from './rules.ts';

const RULES = [10, 100, 1000];
const PATHS = 50;
/** Bytes of the added lines, which the inspection has looked through: they come as counts and words. */
const DIFF_BYTES = 20 * 1024;
const DECISIONS = 300;

/** How long one push of fifty files takes to judge, by the number of rules, and how long a hostile one may. */
export async function policySuite(options: BenchOptions): Promise<readonly Figures[]> {
  return [...ordinaryPushes(options), ...(await hostilePushes(options))];
}

/** Every push is one never seen before. */
function ordinaryPushes({ rounds, scale, only }: BenchOptions): readonly Figures[] {
  return RULES.map((count) => ({ count, scenario: `${count} rules` }))
    .filter(({ scenario }) => scenario.includes(only))
    .map(({ count, scenario }) => {
      const policy = compilePolicy(policyOf(count), sha256);
      const run = () => roundOf(policy, Math.ceil(DECISIONS * scale));
      run();
      const measured = Array.from({ length: rounds }, run);
      return figuresOf({ scenario, unit: 'push', contender: 'ours' }, measured);
    });
}

/** Paths and messages of 20 MB in all, made to be hard to match, under a policy that asks of each. */
async function hostilePushes({ rounds, only }: BenchOptions): Promise<readonly Figures[]> {
  const scenario = 'hostile push';
  if (!scenario.includes(only)) return [];
  const policy = compilePolicy(`${policyOf(RULES[1] ?? 1)}${BAIT}`, sha256);
  const evaluator = new Evaluator({ limits: DEFAULT_EVALUATION_LIMITS, fault: () => undefined });
  const hostile = push('refs/heads/topic', {
    changes: Array.from({ length: 4096 }, (_, index) => change(`${'a'.repeat(4096)}${index}/aaaa!`)),
    commits: Array.from({ length: 256 }, () => commit({ message: `${'x'.repeat(16 * 1024)}!` })),
  });
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await hostileRound(evaluator, policy, hostile));
  await evaluator.close();
  return [figuresOf({ scenario, unit: 'push', contender: 'ours' }, measured)];
}

const BAIT = `
  - { id: b1, on: [repo.write], when: 'changes.exists(c, c.path.matches("^(a+)+$"))', effect: deny }
  - { id: b2, on: [repo.write], when: 'changes.exists(c, commits.exists(k, k.message.contains(c.path)))', effect: deny }
  - { id: b3, on: [repo.write], when: 'commits.exists(k, k.message.matches("(x+x+)+y"))', effect: deny }
`;

/** Until there is a verdict, and how long everything else had to wait meanwhile. */
async function hostileRound(
  evaluator: Evaluator,
  policy: CompiledPolicy,
  operation: Operation,
): Promise<Round> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpu = process.cpuUsage();
  const begin = performance.now();
  const { verdict } = await evaluator.evaluate(policy, operation);
  const wallMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  if (verdict.kind !== 'deny') throw new Error('a hostile push was let through');
  const cpuMs = (user + system) / 1000;
  return { wallMs, cpuMs, peakMb: process.memoryUsage().rss / 1024 ** 2, delayMs: delay.max / 1e6 };
}

function roundOf(policy: CompiledPolicy, decisions: number): Round {
  const operations = Array.from({ length: decisions }, (_, index) => operation(index));
  const cpu = process.cpuUsage();
  const times = operations.map((each) => {
    const begin = performance.now();
    policy.evaluate(each);
    return performance.now() - begin;
  });
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000 / decisions;
  return { wallMs: median(times), cpuMs, peakMb: process.memoryUsage().rss / 1024 ** 2, delayMs: null };
}

function operation(seed: number): Operation {
  const changes = Array.from({ length: PATHS }, (_, index) =>
    change(`services/part-${(seed * 7 + index) % 97}/src/module-${index}/file-${seed}-${index}.ts`, {
      addedLines: 10,
      size: Math.ceil(DIFF_BYTES / PATHS),
      terms: index === 7 ? ['secret-7'] : [],
    }),
  );
  return push(`refs/heads/topic-${seed}`, { changes, commits: [commit({ message: `Change ${seed}` })] });
}
