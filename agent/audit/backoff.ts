/** How long to wait before trying again. */
export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Doubles from `minMs` up to `maxMs`; of that, between half and all, so that agents that lost one collector
 * together do not come back together. `random` is in [0, 1).
 */
export function backoffMs(attempt: number, { minMs, maxMs }: Backoff, random: () => number): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling * (0.5 + random() / 2));
}
