import type { StoredRecord } from '../../protocol/collector-api.ts';

/** Somewhere that records go, in their order. */
export interface Target {
  /** What of these goes at once: each is sent, and taken, before the next one is made. */
  parts(records: readonly StoredRecord[]): Iterable<Part>;
}

export interface Part {
  /** How many of the records are in it. */
  readonly count: number;
  /**
   * Resolves once the target has taken them. Throws ExportError; after `unreachable` and `try-later` it may be called
   * again, and the target may then have them twice.
   */
  send(): Promise<Taken>;
}

export interface Taken {
  /** Of the records, how many the target threw away. */
  readonly rejected: number;
  /** What it said of that; null for nothing. Anybody's text. */
  readonly said: string | null;
}

export const ALL_TAKEN: Taken = Object.freeze({ rejected: 0, said: null });
