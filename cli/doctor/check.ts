/** What a check found. `bypass` is a way round the agent that works: nothing is broken, and less can be promised. */
export type Outcome = 'ok' | 'failed' | 'bypass' | 'skipped';

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly outcome: Outcome;
  /** What was seen; never a secret. */
  readonly detail: string;
  /** What to do about it; empty where there is nothing to do. */
  readonly mend: string;
}

type Told = Pick<Check, 'id' | 'title'>;

export function ok(told: Told, detail: string): Check {
  return { ...told, outcome: 'ok', detail, mend: '' };
}

export function skipped(told: Told, detail: string): Check {
  return { ...told, outcome: 'skipped', detail, mend: '' };
}

export function failed(told: Told, detail: string, mend: string): Check {
  return { ...told, outcome: 'failed', detail, mend };
}

export function bypass(told: Told, detail: string, mend: string): Check {
  return { ...told, outcome: 'bypass', detail, mend };
}

/**
 * What all checks come to. `guided`: every link holds and no other usable way to the governed hosts was found. It is
 * more than that only where the signed policy vouches that the hosts take nothing but what a gateway has let through,
 * and each way round was looked for.
 */
export type Standing = 'broken' | 'bypassable' | 'guided' | 'enforced';

/** What of these checks looked for a way round the agent. */
export const BYPASS_PREFIX = 'bypass-';

export function standingOf(checks: readonly Check[], isVouched: boolean): Standing {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'broken';
  if (checks.some(({ outcome }) => outcome === 'bypass')) return 'bypassable';
  const ways = checks.filter(({ id }) => id.startsWith(BYPASS_PREFIX));
  const isClosed = ways.length > 0 && ways.every(({ outcome }) => outcome === 'ok');
  return isVouched && isClosed ? 'enforced' : 'guided';
}
