import { type AgentsTable, agentOf, listedOf } from '../agents.ts';
import { integer, maybe } from '../row.ts';
import type { SqliteConnection } from './connection.ts';

export function agentsTable({ database, writes }: SqliteConnection): AgentsTable {
  const ofToken = database.prepare('SELECT id, token, public_key FROM agents WHERE token = ?');
  const pinned = database.prepare('SELECT id, token FROM agents WHERE id = ? OR token = ?');
  const add = database.prepare('INSERT INTO agents (id, token, public_key, enrolled_at) VALUES (?, ?, ?, ?)');
  const list = database.prepare(
    `SELECT a.id, a.public_key, t.subject, a.enrolled_at, r.seq, r.received_at, r.event,
       s.version, s.policy, s.policy_version, s.written_at
     FROM agents a JOIN tokens t ON t.name = a.token
     LEFT JOIN records r ON r.agent = a.id AND r.seq = (SELECT max(seq) FROM records WHERE agent = a.id)
     LEFT JOIN agent_standings s ON s.agent = a.id
     ORDER BY a.enrolled_at, a.id LIMIT ?`,
  );
  const count = database.prepare('SELECT count(*) AS agents FROM agents');
  return {
    count: async () => integer(count.get(), 'agents'),
    list: async (limit) => list.all(limit).map(listedOf),
    ofToken: async (token) => maybe(ofToken.get(token), agentOf),
    pin: ({ id, token, publicKey }, enrolledAt) =>
      writes.run(() => {
        const known = pinned.all(id, token);
        if (known.length === 0) add.run(id, token, publicKey, enrolledAt);
        return known.every((row) => row['id'] === id && row['token'] === token);
      }),
  };
}
