import type { DryRun, DryRunChange } from '../../protocol/dry-run.ts';
import { counted } from './words.ts';

/** How far back a policy is tried. */
export const DRY_RUN_DAYS = [
  { days: 1, words: 'the last day' },
  { days: 7, words: 'the last week' },
  { days: 30, words: 'the last month' },
] as const;

/** What became of an operation. */
export const VERDICT_WORDS: Readonly<Record<DryRunChange['before'], string>> = {
  allow: 'let pass',
  require_approval: 'held for a reviewer',
  deny: 'refused',
};

/** What was looked at, in one sentence. */
export function extentWords({ records, since, end }: Pick<DryRun, 'records' | 'since' | 'end'>): string {
  const from = `${counted(records, 'record')} since ${since.slice(0, 16).replace('T', ' ')} UTC`;
  switch (end) {
    case 'reached':
      return `Tried on ${from}.`;
    case 'too-many-records':
      return `Tried on ${from}: there are more, and no more are looked at at once.`;
    case 'out-of-time':
      return `Tried on ${from}: there are more, and the time for one try was over.`;
  }
}
