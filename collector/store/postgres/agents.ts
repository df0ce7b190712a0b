import { sql } from 'kysely';
import { type AgentRow, type AgentsTable, agentOf, isSuccessor, listedOf, sendingOf } from '../agents.ts';
import { integer, maybe, type Row } from '../row.ts';
import { tokenOf } from '../tokens.ts';
import type { PostgresConnection, Tx } from './connection.ts';
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
        const { rows } = await sql<Row>`
          SELECT id, token, public_key, (SELECT count(*) FROM oddities o WHERE o.agent = agents.id AND o.kind = 'bad-signature') AS bad_signatures
          FROM agents WHERE token = ${token}
        `.execute(db);
        return maybe(rows[0], sendingOf);
      }),
    pin: (agent, now) =>
      connection.write(async (tx) => {
        await lockFor(tx, 'tokens');
        const { id, token, publicKey } = agent;
        const { rows } = await sql<Row>`
          SELECT id, token, public_key FROM agents WHERE id = ${id} OR token = ${token}
        `.execute(tx);
        const [known, another] = rows.map(agentOf);
        if (known === undefined) {
          await sql`
            INSERT INTO agents (id, token, public_key, enrolled_at)
            VALUES (${id}, ${token}, ${Buffer.from(publicKey)}, ${now})
          `.execute(tx);
          return true;
        }
        if (another !== undefined || known.id !== id) return false;
        return known.token === token || succeed(tx, { agent, had: known.token, now });
      }),
  };
}

interface Succession {
  readonly agent: AgentRow;
  readonly had: string;
  readonly now: number;
}

async function succeed(tx: Tx, { agent: { id, token }, had, now }: Succession): Promise<boolean> {
  const { rows } = await sql<Row>`SELECT * FROM tokens WHERE name IN (${token}, ${had})`.execute(tx);
  const tokens = rows.map(tokenOf);
  const has = tokens.find(({ name }) => name === token);
  const before = tokens.find(({ name }) => name === had);
  if (has === undefined || before === undefined || !isSuccessor(has, before, now)) return false;
  await sql`UPDATE agents SET token = ${token} WHERE id = ${id}`.execute(tx);
  await sql`UPDATE tokens SET expires_at = least(expires_at, ${now}) WHERE name = ${had}`.execute(tx);
  return true;
}
