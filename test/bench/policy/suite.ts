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

/** How long one push of fifty files takes to judge, by the number of rules. Every push is one never seen before. */
export function policySuite({ rounds, scale, only }: BenchOptions): readonly Figures[] {
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
      size: DIFF_BYTES / PATHS,
      terms: index === 7 ? ['secret-7'] : [],
    }),
  );
  return push(`refs/heads/topic-${seed}`, { changes, commits: [commit({ message: `Change ${seed}` })] });
}
