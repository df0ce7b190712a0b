import { sql } from 'kysely';
import { maybe, type Row } from '../row.ts';
import { type TokenRow, type TokensTable, tokenOf } from '../tokens.ts';
import type { PostgresConnection, Tx } from './connection.ts';
import { lockFor } from './locks.ts';

const COLUMNS = sql.raw('name, role, subject, groups, hash, expires_at, vouched');

export function tokensTable(connection: PostgresConnection): TokensTable {
  return {
    all: () =>
      connection.read(async (db) =>
        (await sql<Row>`SELECT ${COLUMNS} FROM tokens ORDER BY name`.execute(db)).rows.map(tokenOf),
      ),
    withHash: (hash) =>
      connection.read(async (db) => {
        const { rows } =
          await sql<Row>`SELECT ${COLUMNS} FROM tokens WHERE hash = ${Buffer.from(hash)}`.execute(db);
        return maybe(rows[0], tokenOf);
      }),
    put: async (token) => {
      await connection.write((tx) => put(tx, token));
    },
    expire: async (name, now) => {
      await connection.write((tx) =>
        sql`UPDATE tokens SET expires_at = least(expires_at, ${now}) WHERE name = ${name} AND expires_at IS NOT NULL`.execute(
          tx,
        ),
      );
    },
    purge: async (now) => {
      await connection.write((tx) =>
        sql`
          DELETE FROM tokens WHERE expires_at < ${now}
            AND NOT EXISTS (SELECT 1 FROM agents WHERE agents.token = tokens.name)
        `.execute(tx),
      );
    },
    putAgent: (subject, decide) =>
      connection.write(async (tx) => {
        await lockFor(tx, 'tokens');
        const { rows } = await sql<Row>`
          SELECT ${COLUMNS} FROM tokens WHERE subject = ${subject} AND role IN ('agent', 'gateway') ORDER BY name
        `.execute(tx);
        return put(tx, decide(rows.map(tokenOf)));
      }),
  };
}

async function put(tx: Tx, token: TokenRow): Promise<TokenRow> {
  const { name, role, subject, groups, hash, expiresAt, vouched } = token;
  await sql`
    INSERT INTO tokens (${COLUMNS})
    VALUES (${name}, ${role}, ${subject}, ${JSON.stringify(groups)}, ${Buffer.from(hash)}, ${expiresAt},
      ${JSON.stringify(vouched)})
    ON CONFLICT (name) DO UPDATE SET
      role = excluded.role, subject = excluded.subject, groups = excluded.groups, hash = excluded.hash,
      expires_at = excluded.expires_at, vouched = excluded.vouched
  `.execute(tx);
  return token;
}
