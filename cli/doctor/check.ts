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
 * never more than that on a machine of the requester's own.
 */
export type Standing = 'broken' | 'bypassable' | 'guided';

export function standingOf(checks: readonly Check[]): Standing {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'broken';
  return checks.some(({ outcome }) => outcome === 'bypass') ? 'bypassable' : 'guided';
}
