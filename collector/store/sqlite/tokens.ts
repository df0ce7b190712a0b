import { maybe } from '../row.ts';
import { type TokenRow, type TokensTable, tokenOf } from '../tokens.ts';
import type { SqliteConnection } from './connection.ts';

export function tokensTable({ database, writes }: SqliteConnection): TokensTable {
  const all = database.prepare(`SELECT ${COLUMNS} FROM tokens ORDER BY name`);
  const withHash = database.prepare(`SELECT ${COLUMNS} FROM tokens WHERE hash = ?`);
  const ofAgents = database.prepare(
    `SELECT ${COLUMNS} FROM tokens WHERE subject = ? AND role IN ('agent', 'gateway') ORDER BY name`,
  );
  const put = database.prepare(
    `INSERT INTO tokens (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET
       role = excluded.role, subject = excluded.subject, groups = excluded.groups, hash = excluded.hash,
       expires_at = excluded.expires_at, vouched = excluded.vouched`,
  );
  const expire = database.prepare('UPDATE tokens SET expires_at = min(expires_at, ?) WHERE name = ?');
  const purge = database.prepare(
    'DELETE FROM tokens WHERE expires_at < ? AND name NOT IN (SELECT token FROM agents)',
  );
  const putRow = (token: TokenRow): TokenRow => {
    const { name, role, subject, groups, hash, expiresAt, vouched } = token;
    put.run(name, role, subject, JSON.stringify(groups), hash, expiresAt, JSON.stringify(vouched));
    return token;
  };
  return {
    all: async () => all.all().map(tokenOf),
    withHash: async (hash) => maybe(withHash.get(hash), tokenOf),
    put: async (token) => {
      await writes.run(() => putRow(token));
    },
    expire: async (name, now) => {
      await writes.run(() => expire.run(now, name));
    },
    purge: async (now) => {
      await writes.run(() => purge.run(now));
    },
    putAgent: (subject, decide) => writes.run(() => putRow(decide(ofAgents.all(subject).map(tokenOf)))),
  };
}

const COLUMNS = 'name, role, subject, groups, hash, expires_at, vouched';
