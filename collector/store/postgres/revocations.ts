import { sql } from 'kysely';
import { type RevocationRow, type RevocationsTable, revocationOf } from '../revocations.ts';
import { integer, maybe, type Row } from '../row.ts';
import type { PostgresConnection, Tx } from './connection.ts';

const COLUMNS = sql.raw('id, kind, target, reason, by, at');

export function revocationsTable(connection: PostgresConnection): RevocationsTable {
  return {
    version: () =>
      connection.read(async (db) =>
        integer((await sql<Row>`SELECT version FROM revocation_version`.execute(db)).rows[0], 'version'),
      ),
    active: () =>
      connection.read(async (db) => {
        const query = sql<Row>`SELECT ${COLUMNS} FROM revocations WHERE lifted_at IS NULL ORDER BY id`;
        return (await query.execute(db)).rows.map(revocationOf);
      }),
    add: (revocation, max) => connection.write((tx) => add(tx, revocation, max)),
    lift: (id, by, at) =>
      connection.write(async (tx) => {
        const { rows } = await sql<Row>`
          UPDATE revocations SET lifted_by = ${by}, lifted_at = ${at}
          WHERE id = ${id} AND lifted_at IS NULL RETURNING id
        `.execute(tx);
        if (rows.length === 1) await grow(tx);
        return rows.length === 1;
      }),
  };
}

/** The row of the version is locked first: of two who revoke, the second sees what the first did. */
async function add(
  tx: Tx,
  { kind, target, reason, by, at }: Omit<RevocationRow, 'id'>,
  max: number,
): Promise<RevocationRow | null> {
  await sql`SELECT version FROM revocation_version FOR UPDATE`.execute(tx);
  const known = await sql<Row>`
    SELECT ${COLUMNS} FROM revocations WHERE kind = ${kind} AND target = ${target} AND lifted_at IS NULL
  `.execute(tx);
  if (known.rows.length > 0) return maybe(known.rows[0], revocationOf);
  const count = await sql<Row>`
    SELECT count(*) AS active FROM revocations WHERE lifted_at IS NULL
  `.execute(tx);
  if (integer(count.rows[0], 'active') >= max) return null;
  await grow(tx);
  const { rows } = await sql<Row>`
    INSERT INTO revocations (kind, target, reason, by, at)
    VALUES (${kind}, ${target}, ${reason}, ${by}, ${at}) RETURNING ${COLUMNS}
  `.execute(tx);
  return maybe(rows[0], revocationOf);
}

async function grow(tx: Tx): Promise<void> {
  await sql`UPDATE revocation_version SET version = version + 1`.execute(tx);
}
