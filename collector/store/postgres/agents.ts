import { sql } from 'kysely';
import { type AgentsTable, agentOf, listedOf } from '../agents.ts';
import { integer, maybe, type Row } from '../row.ts';
import type { PostgresConnection } from './connection.ts';
import { lockFor } from './locks.ts';

export function agentsTable(connection: PostgresConnection): AgentsTable {
  return {
    count: () =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`SELECT count(*) AS agents FROM agents`.execute(db);
        return integer(rows[0], 'agents');
      }),
    list: (limit) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT a.id, a.public_key, t.subject, a.enrolled_at, l.seq, l.received_at, r.event,
            s.version, s.policy, s.policy_version, s.written_at
          FROM agents a JOIN tokens t ON t.name = a.token
          LEFT JOIN LATERAL (
            SELECT seq, received_at, log_index FROM leaves WHERE agent = a.id ORDER BY seq DESC LIMIT 1
          ) l ON true
          LEFT JOIN records r ON r.id = l.log_index + 1 AND r.received_at = l.received_at
          LEFT JOIN agent_standings s ON s.agent = a.id
          ORDER BY a.enrolled_at, a.id LIMIT ${limit}
        `.execute(db);
        return rows.map(listedOf);
      }),
    ofToken: (token) =>
      connection.read(async (db) => {
        const { rows } =
          await sql<Row>`SELECT id, token, public_key FROM agents WHERE token = ${token}`.execute(db);
        return maybe(rows[0], agentOf);
      }),
    pin: ({ id, token, publicKey }, enrolledAt) =>
      connection.write(async (tx) => {
        await lockFor(tx, 'tokens');
        const known =
          await sql<Row>`SELECT id, token FROM agents WHERE id = ${id} OR token = ${token}`.execute(tx);
        if (known.rows.length === 0) {
          await sql`
            INSERT INTO agents (id, token, public_key, enrolled_at)
            VALUES (${id}, ${token}, ${Buffer.from(publicKey)}, ${enrolledAt})
          `.execute(tx);
        }
        return known.rows.every((row) => row['id'] === id && row['token'] === token);
      }),
  };
}
