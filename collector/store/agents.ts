import type { DatabaseSync } from 'node:sqlite';
import { bytes, type Row, text } from './row.ts';

export interface AgentRow {
  /** SHA-256 of the public key's SPKI DER, lower-case hex. */
  readonly id: string;
  readonly token: string;
  readonly publicKey: Uint8Array;
}

export interface AgentsTable {
  ofToken(token: string): AgentRow | null;
  byId(id: string): AgentRow | null;
  add(agent: AgentRow, enrolledAt: number): void;
}

export function agentsTable(database: DatabaseSync): AgentsTable {
  const ofToken = database.prepare('SELECT id, token, public_key FROM agents WHERE token = ?');
  const byId = database.prepare('SELECT id, token, public_key FROM agents WHERE id = ?');
  const add = database.prepare('INSERT INTO agents (id, token, public_key, enrolled_at) VALUES (?, ?, ?, ?)');
  return {
    ofToken: (token) => agentOf(ofToken.get(token)),
    byId: (id) => agentOf(byId.get(id)),
    add: ({ id, token, publicKey }, enrolledAt) => {
      add.run(id, token, publicKey, enrolledAt);
    },
  };
}

function agentOf(row: Row | undefined): AgentRow | null {
  if (row === undefined) return null;
  return { id: text(row, 'id'), token: text(row, 'token'), publicKey: bytes(row, 'public_key') };
}
