import type { Candidate } from '../compiled-rule.ts';
import { isPlaceholder } from './placeholders.ts';
import { looksRandom } from './randomness.ts';

/** Whether the value beside a name like `password` is one. */
export function isNamedSecret({ head, secret, next }: Candidate): boolean {
  if (isPlaceholder(secret)) return false;
  const isQuoted = /["'`]$/.test(head) && /["'`\\]/.test(next);
  return isQuoted ? /\d/.test(secret) || /[^A-Za-z0-9_.-]/.test(secret) : looksRandom(secret);
}
