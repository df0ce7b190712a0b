import type { Circumstances } from '../../../protocol/operation.ts';

/** What is known beside the operation. No verified token speaks for a session, so that its claims are not known. */
export function circumstancesOf(now: Date): Circumstances {
  return { atMs: now.getTime(), claims: null, ci: null };
}
