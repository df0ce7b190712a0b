import type { Facet } from './search.ts';

export interface RecordFilter {
  readonly session: string | null;
  readonly exchange: string | null;
  readonly event: string | null;
  readonly agent: string | null;
  /** Milliseconds since the epoch; `until` is exclusive. */
  readonly since: number | null;
  readonly until: number | null;
  /** All of them. */
  readonly facets: readonly Facet[];
  /** Words that all occur. */
  readonly words: readonly string[];
  /** Exclusive, in the direction of `order`; null begins at that end. */
  readonly after: number | null;
  readonly order: 'oldest' | 'newest';
  readonly limit: number;
}
