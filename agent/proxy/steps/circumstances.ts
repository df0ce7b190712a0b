import type { Circumstances } from '../../../protocol/operation.ts';
import type { Session } from '../../identity/sessions.ts';

/**
 * What is known beside the operation. Claims are those of a verified token; where there is none, or it has lapsed, they
 * are not known, and a rule that looks at them cannot be evaluated.
 */
export function circumstancesOf(now: Date, { vouched }: Pick<Session, 'vouched'>): Circumstances {
  const atMs = now.getTime();
  // Written so that an end which cannot be read has passed.
  if (vouched === null || !(atMs < vouched.untilMs)) return { atMs, claims: null, ci: null };
  return { atMs, claims: vouched.claims, ci: vouched.ci };
}
