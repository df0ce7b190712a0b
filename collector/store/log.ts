import type { LogEntry } from '../../protocol/log-entry.ts';
import { integer, type Row, text } from './row.ts';

export interface LoggedRecord {
  readonly index: number;
  readonly entry: LogEntry;
}

/** Where the log's hashes are kept: those that its tiles hold, and no others. */
export interface LogTable {
  /**
   * Keeps the public key that signs this log, where none is kept yet, and gives the one that is: of several collectors
   * that share a database the first one's.
   */
  pinKey(publicKey: string): Promise<string>;
  /** How many records have their leaf's hash here. */
  size(): Promise<number>;
  /** At most `limit` entries from `index` on. */
  entries(index: number, limit: number): Promise<readonly LogEntry[]>;
  /** Null where nothing is stored. */
  entryOf(agent: string, seq: number): Promise<LoggedRecord | null>;
  /** `count` hashes of a level, one after the other. Rejects with StoreError when one is missing. */
  hashes(level: number, from: number, count: number): Promise<Uint8Array>;
}

export function loggedOf(row: Row): LoggedRecord {
  return {
    index: integer(row, 'log_index'),
    entry: {
      v: 1,
      agent: text(row, 'agent'),
      seq: integer(row, 'seq'),
      hash: text(row, 'hash'),
      receivedAt: new Date(integer(row, 'received_at')).toISOString(),
    },
  };
}
