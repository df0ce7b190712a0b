import type { ChainPosition } from '../../protocol/chain.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import type { ContentKind, ContentScope } from './content-seal.ts';
import type { Accepted } from './records.ts';
import { integer, integerOrNull, type Row, text, textOrNull } from './row.ts';
import type { Describe } from './search.ts';

/** What a hold keeps: whatever fits all that it names. Null: any. Times are milliseconds; `until` is exclusive. */
export interface HoldScope {
  readonly subject: string | null;
  readonly session: string | null;
  readonly repository: string | null;
  readonly since: number | null;
  readonly until: number | null;
}

export interface HoldRow extends HoldScope {
  readonly id: number;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

/** Of each kind the first day that is kept, in days since the epoch; null: all are. */
export type KeptFrom = Readonly<Record<ContentKind, number | null>>;

/** A key that may be destroyed, and how many records it seals. */
export interface DueKey extends ContentScope {
  readonly id: number;
  readonly records: number;
}

export interface DueSum {
  readonly kind: ContentKind;
  readonly isHeld: boolean;
  readonly sessions: number;
  readonly records: number;
}

/**
 * Makes the collector's own records of what is being done, which stand in the same transaction; `head` is the last of
 * its chain.
 */
export type Tell<T> = (head: ChainPosition, about: T) => Accepted;

export interface RetentionTable {
  /** What is old enough, whether a hold keeps it or not. */
  due(keptFrom: KeptFrom): Promise<readonly DueSum[]>;
  /**
   * Destroys at most `limit` keys that are due and that no hold keeps, and stores what `tell` says of it, all or
   * nothing. From then on nobody reads or finds what they sealed. Gives the records stored; none: nothing is due.
   */
  destroyNext(
    request: { readonly agent: string; readonly keptFrom: KeptFrom; readonly limit: number },
    tell: Tell<readonly DueKey[]>,
  ): Promise<readonly StoredRecord[]>;
  /** Removes what destroyed keys left behind of at most `limit` records. Gives of how many. */
  sweepNext(limit: number, describe: Describe): Promise<number>;
  /** How many destroyed keys have left something behind, in tables or in files. */
  unswept(): Promise<number>;
  /** Takes what was swept out of the database's files too, as far as it can. */
  compact(): Promise<void>;
  /** True where no other collector does this work until then. */
  lease(holder: string, forMs: number): Promise<boolean>;
  /** Those that were not released, oldest first. */
  holds(): Promise<readonly HoldRow[]>;
  addHold(hold: Omit<HoldRow, 'id'>, agent: string, tell: Tell<number>): Promise<number>;
  /** False where no active one has this id. */
  releaseHold(
    release: { readonly id: number; readonly by: string; readonly at: number; readonly agent: string },
    tell: Tell<HoldRow>,
  ): Promise<boolean>;
}

export function holdOf(row: Row): HoldRow {
  return {
    id: integer(row, 'id'),
    subject: textOrNull(row, 'subject'),
    session: textOrNull(row, 'session'),
    repository: textOrNull(row, 'repository'),
    since: integerOrNull(row, 'since'),
    until: integerOrNull(row, 'until'),
    reason: text(row, 'reason'),
    by: text(row, 'by'),
    at: integer(row, 'at'),
  };
}

export function dueKeyOf(row: Row): DueKey {
  return {
    id: integer(row, 'id'),
    agent: text(row, 'agent'),
    session: text(row, 'session'),
    kind: text(row, 'kind') as ContentKind,
    day: integer(row, 'day'),
    records: integer(row, 'records'),
  };
}

export function dueSumOf(row: Row): DueSum {
  return {
    kind: text(row, 'kind') as ContentKind,
    isHeld: integer(row, 'held') === 1,
    sessions: integer(row, 'sessions'),
    records: integer(row, 'records'),
  };
}
