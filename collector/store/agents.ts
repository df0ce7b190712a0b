import type { DatabaseSync } from 'node:sqlite';
import type { EnrolledAgent } from '../../protocol/collector-api.ts';
import { bytes, integer, type Row, text } from './row.ts';

export interface AgentRow {
  /** SHA-256 of the public key's SPKI DER, lower-case hex. */
  readonly id: string;
  readonly token: string;
  readonly publicKey: Uint8Array;
}

export type ListedAgent = Omit<EnrolledAgent, 'findings'>;

export interface AgentsTable {
  ofToken(token: string): AgentRow | null;
  byId(id: string): AgentRow | null;
  add(agent: AgentRow, enrolledAt: number): void;
  count(): number;
  /** Those that enrolled first, with the last record of each. */
  list(limit: number): readonly ListedAgent[];
}

export function agentsTable(database: DatabaseSync): AgentsTable {
  const ofToken = database.prepare('SELECT id, token, public_key FROM agents WHERE token = ?');
  const byId = database.prepare('SELECT id, token, public_key FROM agents WHERE id = ?');
  const add = database.prepare('INSERT INTO agents (id, token, public_key, enrolled_at) VALUES (?, ?, ?, ?)');
  const list = database.prepare(
    `SELECT a.id, a.public_key, t.subject, a.enrolled_at, r.seq, r.received_at, r.event
     FROM agents a JOIN tokens t ON t.name = a.token
     LEFT JOIN records r ON r.agent = a.id AND r.seq = (SELECT max(seq) FROM records WHERE agent = a.id)
     ORDER BY a.enrolled_at, a.id LIMIT ?`,
  );
  const count = database.prepare('SELECT count(*) AS agents FROM agents');
  return {
    count: () => integer(count.get(), 'agents'),
    list: (limit) => list.all(limit).map(enrolledOf),
    ofToken: (token) => agentOf(ofToken.get(token)),
    byId: (id) => agentOf(byId.get(id)),
    add: ({ id, token, publicKey }, enrolledAt) => {
      add.run(id, token, publicKey, enrolledAt);
    },
  };
}

function enrolledOf(row: Row): ListedAgent {
  const isSilent = row['seq'] === null;
  return {
    agent: text(row, 'id'),
    publicKey: Buffer.from(bytes(row, 'public_key')).toString('base64'),
    subject: text(row, 'subject'),
    enrolledAt: new Date(integer(row, 'enrolled_at')).toISOString(),
    seq: isSilent ? 0 : integer(row, 'seq'),
    lastReceivedAt: isSilent ? null : new Date(integer(row, 'received_at')).toISOString(),
    lastEvent: isSilent ? null : text(row, 'event'),
  };
}

function agentOf(row: Row | undefined): AgentRow | null {
  if (row === undefined) return null;
  return { id: text(row, 'id'), token: text(row, 'token'), publicKey: bytes(row, 'public_key') };
}
