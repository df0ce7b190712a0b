import { sql } from 'kysely';
import { integer, type Row } from '../row.ts';
import { StoreError } from '../store-error.ts';
import type { PostgresConnection } from './connection.ts';
import { lockFor } from './locks.ts';
import { MIGRATIONS } from './migrations.ts';

/**
 * Brings the schema up to date, in one transaction; of several collectors that start together one does it and the
 * others wait. Gives the version there was before. Rejects with StoreError `too-new` where a newer program was here.
 */
export function migrate(connection: PostgresConnection): Promise<number> {
  return connection.write(async (tx) => {
    await lockFor(tx, 'migrate');
    await sql`CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)`.execute(tx);
    const { rows } = await sql<Row>`SELECT coalesce(max(version), 0) AS version FROM schema_version`.execute(
      tx,
    );
    const version = integer(rows[0], 'version');
    if (version > MIGRATIONS.length) {
      throw new StoreError(
        'too-new',
        `the database has schema version ${version}, this program knows ${MIGRATIONS.length}`,
      );
    }
    for (const step of MIGRATIONS.slice(version)) await sql.raw(step).execute(tx);
    await sql`DELETE FROM schema_version`.execute(tx);
    await sql`INSERT INTO schema_version VALUES (${MIGRATIONS.length})`.execute(tx);
    return version;
  });
}
