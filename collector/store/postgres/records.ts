import { sql } from 'kysely';
import { CHAIN_START } from '../../../protocol/chain.ts';
import { positionOf, type RecordsTable, storedOf } from '../records.ts';
import { maybe, type Row } from '../row.ts';
import type { StoreLimits } from '../store.ts';
import { storeGroup } from './append.ts';
import { AppendQueue } from './append-queue.ts';
import type { PostgresConnection } from './connection.ts';
import { pageQuery } from './record-page.ts';

export interface PostgresRecords extends RecordsTable {
  /** Resolves when nothing is being stored. */
  idle(): Promise<void>;
}

export function recordsTable(connection: PostgresConnection, limits: StoreLimits): PostgresRecords {
  const ensured = new Set<string>();
  const queue = new AppendQueue((group) => storeGroup(connection, group, ensured), limits);
  return {
    idle: () => queue.idle(),
    append: (appending) => queue.run(appending),
    head: (agent) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT seq, hash FROM leaves WHERE agent = ${agent} ORDER BY seq DESC LIMIT 1
        `.execute(db);
        return maybe(rows[0], positionOf) ?? CHAIN_START;
      }),
    page: (filter) =>
      connection.read(async (db) => {
        const query = pageQuery(filter);
        return query === null ? [] : (await query.execute(db)).rows.map((row) => storedOf(row as Row));
      }),
  };
}
