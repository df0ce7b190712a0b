import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type AgentsTable, agentsTable } from './agents.ts';
import { type ApprovalReviewsTable, approvalReviewsTable } from './approval-reviews.ts';
import { type ApprovalsTable, approvalsTable } from './approvals.ts';
import { inTransaction, openDatabase } from './database.ts';
import { type FindingsTable, findingsTable } from './findings.ts';
import { type LogTable, logTable } from './log.ts';
import { type NotifyCursorsTable, notifyCursorsTable } from './notify-cursors.ts';
import { type OdditiesTable, odditiesTable } from './oddities.ts';
import { type RecordsTable, recordsTable } from './records.ts';
import { type SearchTable, searchTable } from './search.ts';
import { type TokensTable, tokensTable } from './tokens.ts';

/** All that the collector keeps. No other module knows SQL. */
export interface Store {
  readonly tokens: TokensTable;
  readonly agents: AgentsTable;
  readonly records: RecordsTable;
  readonly log: LogTable;
  readonly search: SearchTable;
  readonly findings: FindingsTable;
  readonly oddities: OdditiesTable;
  readonly approvals: ApprovalsTable;
  readonly approvalReviews: ApprovalReviewsTable;
  readonly notifyCursors: NotifyCursorsTable;
  transaction<T>(work: () => T): T;
  /** Whether the database answers. */
  canRead(): boolean;
  close(): void;
}

/** Opens `directory`/collector.db, for its owner alone, and makes both when they are missing. */
export function openStore(directory: string): Store {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const path = join(directory, 'collector.db');
  // Made by us, with a mode that SQLite gives to its other files as well.
  closeSync(openSync(path, 'a', 0o600));
  const database = openDatabase(path);
  return {
    tokens: tokensTable(database),
    agents: agentsTable(database),
    records: recordsTable(database),
    log: logTable(database),
    search: searchTable(database),
    findings: findingsTable(database),
    oddities: odditiesTable(database),
    approvals: approvalsTable(database),
    approvalReviews: approvalReviewsTable(database),
    notifyCursors: notifyCursorsTable(database),
    canRead: () => canRead(database),
    transaction: (work) => inTransaction(database, work),
    close: () => database.close(),
  };
}

function canRead(database: DatabaseSync): boolean {
  try {
    return database.prepare('SELECT count(*) FROM search_progress').get() !== undefined;
  } catch {
    return false;
  }
}
