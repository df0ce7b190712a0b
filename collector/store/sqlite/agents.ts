import { type AgentRow, type AgentsTable, agentOf, isSuccessor, listedOf, sendingOf } from '../agents.ts';
import { integer, maybe } from '../row.ts';
import { tokenOf } from '../tokens.ts';
import type { SqliteConnection } from './connection.ts';

export function agentsTable({ database, writes }: SqliteConnection): AgentsTable {
  const ofToken = database.prepare(
    `SELECT id, token, public_key, (SELECT count(*) FROM oddities o WHERE o.agent = agents.id AND o.kind = 'bad-signature') AS bad_signatures
     FROM agents WHERE token = ?`,
  );
  const pinned = database.prepare('SELECT id, token, public_key FROM agents WHERE id = ? OR token = ?');
  const add = database.prepare('INSERT INTO agents (id, token, public_key, enrolled_at) VALUES (?, ?, ?, ?)');
  const move = database.prepare('UPDATE agents SET token = ? WHERE id = ?');
  const named = database.prepare('SELECT * FROM tokens WHERE name = ?');
  const end = database.prepare('UPDATE tokens SET expires_at = min(expires_at, ?) WHERE name = ?');
  const list = database.prepare(
    `SELECT a.id, a.public_key, t.subject, a.enrolled_at, r.seq, r.received_at, r.event,
       s.version, s.policy, s.policy_version, s.written_at
     FROM agents a JOIN tokens t ON t.name = a.token
     LEFT JOIN records r ON r.agent = a.id AND r.seq = (SELECT max(seq) FROM records WHERE agent = a.id)
     LEFT JOIN agent_standings s ON s.agent = a.id
     ORDER BY a.enrolled_at, a.id LIMIT ?`,
  );
  const count = database.prepare('SELECT count(*) AS agents FROM agents');
  const succeed = ({ id, token }: AgentRow, had: string, now: number): boolean => {
    const [has, before] = [maybe(named.get(token), tokenOf), maybe(named.get(had), tokenOf)];
    if (has === null || before === null || !isSuccessor(has, before, now)) return false;
    move.run(token, id);
    end.run(now, had);
    return true;
  };
  return {
    count: async () => integer(count.get(), 'agents'),
    list: async (limit) => list.all(limit).map(listedOf),
    ofToken: async (token) => maybe(ofToken.get(token), sendingOf),
    pin: (agent, now) =>
      writes.run(() => {
        const { id, token, publicKey } = agent;
        const [known, another] = pinned.all(id, token).map(agentOf);
        if (known === undefined) {
          add.run(id, token, publicKey, now);
          return true;
        }
        if (another !== undefined || known.id !== id) return false;
        return known.token === token || succeed(agent, known.token, now);
      }),
  };
}
