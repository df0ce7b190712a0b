import type { Figures } from './figures.ts';

/** A bound that ours is to keep: a ratio to another contender's figure, or a figure itself. */
export interface Target {
  readonly scenario: string;
  readonly figure: 'wallMs' | 'cpuMs' | 'peakMb';
  /** The contender it is measured against; null for a bound on the figure itself. */
  readonly against: string | null;
  readonly atMost: number;
}

export interface TargetResult extends Omit<Target, 'figure'> {
  readonly figure: string;
  readonly seen: number;
  readonly reached: boolean;
}

export const TARGETS: readonly Target[] = [
  { scenario: 'small requests', figure: 'cpuMs', against: 'http-mitm-proxy', atMost: 0.65 },
  { scenario: 'new CONNECT and TLS', figure: 'cpuMs', against: 'http-mitm-proxy', atMost: 0.6 },
  { scenario: 'unseen host', figure: 'cpuMs', against: 'http-mitm-proxy', atMost: 1 / 15 },
  { scenario: '1 GB down', figure: 'peakMb', against: null, atMost: 128 },
  { scenario: '1 GB up', figure: 'peakMb', against: null, atMost: 128 },
  { scenario: 'slow reader', figure: 'peakMb', against: null, atMost: 128 },
  { scenario: 'small push', figure: 'wallMs', against: 'direct', atMost: 1.7 },
  { scenario: 'large push, cold caches', figure: 'wallMs', against: 'direct', atMost: 2.2 },
  { scenario: 'large push, warm caches', figure: 'wallMs', against: 'direct', atMost: 2.2 },
  { scenario: '10 rules', figure: 'wallMs', against: null, atMost: 0.1 },
  { scenario: '100 rules', figure: 'wallMs', against: null, atMost: 0.5 },
  { scenario: '1000 rules', figure: 'wallMs', against: null, atMost: 3 },
  { scenario: 'hostile push', figure: 'wallMs', against: null, atMost: 3000 },
  { scenario: 'scan source', figure: 'cpuMs', against: 'secretlint', atMost: 0.5 },
  { scenario: 'scan source', figure: 'cpuMs', against: null, atMost: 20 },
  { scenario: 'take 4 at once, SQLite', figure: 'wallMs', against: 'direct', atMost: 2 },
  { scenario: 'take 64 at once, SQLite', figure: 'wallMs', against: 'direct', atMost: 2 },
  { scenario: 'take 4 at once, PostgreSQL', figure: 'wallMs', against: 'direct', atMost: 2 },
  { scenario: 'take 64 at once, PostgreSQL', figure: 'wallMs', against: 'direct', atMost: 2 },
  { scenario: 'search 1,000,000', figure: 'wallMs', against: null, atMost: 50 },
  { scenario: 'stream answers', figure: 'wallMs', against: null, atMost: 0.01 },
];

/** The targets whose figures were measured. */
export function judgeTargets(
  figures: readonly Figures[],
  targets: readonly Target[],
): readonly TargetResult[] {
  return targets.flatMap((target) => {
    const of = (contender: string): number | null =>
      figures.find((each) => each.scenario === target.scenario && each.contender === contender)?.[
        target.figure
      ] ?? null;
    const ours = of('ours');
    const base = target.against === null ? 1 : of(target.against);
    if (ours === null || base === null) return [];
    const seen = ours / base;
    return [{ ...target, seen, reached: seen <= target.atMost }];
  });
}
