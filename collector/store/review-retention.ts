import type { StoredRecord } from '../../protocol/collector-api.ts';
import type { StoredAsk } from './approvals.ts';
import type { Tell } from './retention.ts';
import { integer, type Row, text, textOrNull } from './row.ts';

/** An approval that is over, of which reviewers were shown something that may be destroyed. */
export interface DueReview {
  readonly approval: string;
  /** Empty where the ask named none. */
  readonly session: string;
  readonly subject: string;
  /** Null for what is of no repository. */
  readonly repository: string | null;
  /** On which it was asked for, in days since the epoch. */
  readonly day: number;
}

export interface DueReviewSum {
  readonly isHeld: boolean;
  readonly sessions: number;
  readonly approvals: number;
}

/** What reviewers were shown: lines of a push, the beginning of a prompt. Everything else of an approval stays. */
export interface ReviewRetentionTable {
  /** What is old enough, whether a hold keeps it or not. `keptFrom` is the first day that is kept; null: all are. */
  due(keptFrom: number | null): Promise<readonly DueReviewSum[]>;
  /**
   * Destroys what was shown of at most `limit` approvals that are due and that no hold keeps, and stores what `tell`
   * says of it, all or nothing. Gives the records stored; none: nothing is due.
   */
  destroyNext(
    request: { readonly agent: string; readonly keptFrom: number | null; readonly limit: number },
    tell: Tell<readonly DueReview[]>,
  ): Promise<readonly StoredRecord[]>;
  /** Of how many approvals something may be left in the database's files. */
  unswept(): Promise<number>;
  /** Takes what was destroyed out of those files, as far as it can. */
  compact(): Promise<void>;
}

/** What is left of an ask: the prompt that it began with is gone. */
export function withoutExcerpt(ask: StoredAsk): StoredAsk {
  return ask.summary.kind === 'push' ? ask : { ...ask, summary: { ...ask.summary, excerpt: '' } };
}

export function dueReviewOf(row: Row): DueReview {
  return {
    approval: text(row, 'approval'),
    session: text(row, 'session'),
    subject: text(row, 'requester'),
    repository: textOrNull(row, 'repository'),
    day: integer(row, 'day'),
  };
}

export function dueReviewSumOf(row: Row): DueReviewSum {
  return {
    isHeld: integer(row, 'held') === 1,
    sessions: integer(row, 'sessions'),
    approvals: integer(row, 'approvals'),
  };
}
