import { sql } from 'kysely';
import { DEFAULT_COLLECTOR_LIMITS } from '../../limits.ts';
import type { Store, StoreLimits } from '../store.ts';
import { agentsTable } from './agents.ts';
import { approvalReviewsTable } from './approval-reviews.ts';
import { approvalsTable } from './approvals.ts';
import { PostgresConnection } from './connection.ts';
import { findingsTable } from './findings.ts';
import { logTable } from './log.ts';
import { migrate } from './migrate.ts';
import { notifyCursorsTable } from './notify-cursors.ts';
import { odditiesTable } from './oddities.ts';
import { passesTable } from './passes.ts';
import { recordsTable } from './records.ts';
import { retentionTable } from './retention.ts';
import { reviewRetentionTable } from './review-retention.ts';
import { revocationsTable } from './revocations.ts';
import { searchTable } from './search.ts';
import type { PostgresSettings } from './settings.ts';
import { signaturesTable } from './signatures.ts';
import { talliesTable } from './tallies.ts';
import { tokensTable } from './tokens.ts';
import { watchChanges } from './watch.ts';

/**
 * Opens a database that any number of collectors may share, and brings its schema up to date. Rejects with StoreError:
 * `too-new`, `away`, `failed`.
 */
export async function openPostgresStore(
  settings: PostgresSettings,
  limits: StoreLimits = DEFAULT_COLLECTOR_LIMITS,
): Promise<Store> {
  const connection = new PostgresConnection(settings);
  try {
    await migrate(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const records = recordsTable(connection, limits);
  return {
    tokens: tokensTable(connection),
    agents: agentsTable(connection),
    records,
    log: logTable(connection),
    signatures: signaturesTable(connection),
    search: searchTable(connection),
    tallies: talliesTable(connection),
    findings: findingsTable(connection),
    oddities: odditiesTable(connection),
    approvals: approvalsTable(connection),
    approvalReviews: approvalReviewsTable(connection),
    notifyCursors: notifyCursorsTable(connection),
    revocations: revocationsTable(connection),
    retention: retentionTable(connection),
    reviewRetention: reviewRetentionTable(connection),
    passes: passesTable(connection),
    watch: watchChanges(settings),
    canRead: () => canRead(connection),
    close: async () => {
      await records.idle();
      await connection.close();
    },
  };
}

function canRead(connection: PostgresConnection): Promise<boolean> {
  return connection
    .read((db) => sql`SELECT indexed FROM search_progress`.execute(db))
    .then(
      ({ rows }) => rows.length === 1,
      () => false,
    );
}
