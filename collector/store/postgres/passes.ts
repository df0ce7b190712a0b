import { sql } from 'kysely';
import { type PassesTable, passOf } from '../passes.ts';
import { maybe, type Row } from '../row.ts';
import type { PostgresConnection } from './connection.ts';
import { lockFor } from './locks.ts';

const COLUMNS = sql.raw('kind, name, owner, content, expires_at');

export function passesTable(connection: PostgresConnection): PassesTable {
  return {
    put: async ({ kind, name, owner, content, expiresAt }, { most, mostOfOwner, now }) => {
      await connection.write(async (tx) => {
        await lockFor(tx, 'passes');
        await sql`DELETE FROM passes WHERE expires_at <= ${now}`.execute(tx);
        if (mostOfOwner !== null) {
          await sql`
            DELETE FROM passes WHERE kind = ${kind} AND owner = ${owner} AND number NOT IN
              (SELECT number FROM passes WHERE kind = ${kind} AND owner = ${owner}
                 ORDER BY number DESC LIMIT ${mostOfOwner - 1})
          `.execute(tx);
        }
        await sql`
          DELETE FROM passes WHERE kind = ${kind} AND number NOT IN
            (SELECT number FROM passes WHERE kind = ${kind} ORDER BY number DESC LIMIT ${most - 1})
        `.execute(tx);
        await sql`
          INSERT INTO passes (${COLUMNS})
          VALUES (${kind}, ${name}, ${owner}, ${JSON.stringify(content)}, ${expiresAt})
        `.execute(tx);
      });
    },
    find: ({ kind, name }, now) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT ${COLUMNS} FROM passes WHERE kind = ${kind} AND name = ${name} AND expires_at > ${now}
        `.execute(db);
        return maybe(rows[0], passOf);
      }),
    take: ({ kind, name }, now) =>
      connection.write(async (tx) => {
        const { rows } = await sql<Row>`
          DELETE FROM passes WHERE kind = ${kind} AND name = ${name} AND expires_at > ${now} RETURNING ${COLUMNS}
        `.execute(tx);
        return maybe(rows[0], passOf);
      }),
    all: (kind, now) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT ${COLUMNS} FROM passes WHERE kind = ${kind} AND expires_at > ${now} ORDER BY number
        `.execute(db);
        return rows.map(passOf);
      }),
  };
}
