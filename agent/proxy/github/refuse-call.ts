import type { Step } from '../../../protocol/audit-record.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';

/** What a client is told of a call that cannot be judged; anything else goes on as it was thrown. */
export function refusalOfCall(cause: unknown, step: Step): unknown {
  if (!(cause instanceof GithubError)) return cause;
  return new Refusal(step, CODES[cause.code], cause.message, { hint: cause.hint, cause });
}

const CODES: Readonly<Record<GithubError['code'], RefusalCode>> = {
  target: 'malformed',
  'unknown-call': 'unknown-operation',
  body: 'malformed',
  graphql: 'malformed',
  'unknown-mutation': 'unknown-operation',
  'too-large': 'too-large',
  unresolved: 'inspection-failed',
};
