import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { DEFAULT_COLLECTOR_LIMITS } from '../../limits.ts';
import type { Store, StoreLimits } from '../store.ts';
import { agentsTable } from './agents.ts';
import { approvalReviewsTable } from './approval-reviews.ts';
import { approvalsTable } from './approvals.ts';
import type { SqliteConnection } from './connection.ts';
import { openDatabase } from './database.ts';
import { findingsTable } from './findings.ts';
import { addMissingLeaves } from './leaves.ts';
import { logTable } from './log.ts';
import { notifyCursorsTable } from './notify-cursors.ts';
import { odditiesTable } from './oddities.ts';
import { passesTable } from './passes.ts';
import { recordsTable } from './records.ts';
import { retentionTable } from './retention.ts';
import { reviewRetentionTable } from './review-retention.ts';
import { revocationsTable } from './revocations.ts';
import { searchTable } from './search.ts';
import { signaturesTable } from './signatures.ts';
import { talliesTable } from './tallies.ts';
import { tokensTable } from './tokens.ts';
import { inTransaction, WriteQueue } from './write-queue.ts';

/** Of records that were stored before there was a log, as many become leaves in one transaction. */
const MAX_LEAVES_AT_START = 5000;

/**
 * Opens `directory`/collector.db, for its owner alone, and makes both when they are missing. Throws StoreError
 * `too-new`.
 */
export function openSqliteStore(directory: string, limits: StoreLimits = DEFAULT_COLLECTOR_LIMITS): Store {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const path = join(directory, 'collector.db');
  // Made by us, with a mode that SQLite gives to its other files as well.
  closeSync(openSync(path, 'a', 0o600));
  const database = openDatabase(path);
  while (inTransaction(database, () => addMissingLeaves(database, MAX_LEAVES_AT_START)) > 0);
  const connection: SqliteConnection = { database, writes: new WriteQueue(database, limits) };
  return {
    tokens: tokensTable(connection),
    agents: agentsTable(connection),
    records: recordsTable(connection),
    log: logTable(connection),
    signatures: signaturesTable(connection),
    search: searchTable(connection),
    tallies: talliesTable(connection),
    findings: findingsTable(database),
    oddities: odditiesTable(database),
    approvals: approvalsTable(connection),
    approvalReviews: approvalReviewsTable(connection),
    notifyCursors: notifyCursorsTable(connection),
    revocations: revocationsTable(connection),
    retention: retentionTable(connection),
    reviewRetention: reviewRetentionTable(connection),
    passes: passesTable(connection),
    watch: null,
    canRead: async () => canRead(database),
    close: async () => {
      connection.writes.close();
      database.close();
    },
  };
}

function canRead(database: DatabaseSync): boolean {
  try {
    return database.prepare('SELECT count(*) FROM search_progress').get() !== undefined;
  } catch {
    return false;
  }
}
