import type { DatabaseSync } from 'node:sqlite';
import type { Role } from '../identity/caller.ts';
import { bytes, json, type Row, text } from './row.ts';

export interface TokenRow {
  readonly name: string;
  readonly role: Role;
  readonly subject: string;
  readonly groups: readonly string[];
  /** SHA-256 of the token. */
  readonly hash: Uint8Array;
}

export interface TokensTable {
  all(): readonly TokenRow[];
  /** Replaces the token of this name; the old one is worth nothing from then on. */
  put(token: TokenRow): void;
}

export function tokensTable(database: DatabaseSync): TokensTable {
  const all = database.prepare('SELECT name, role, subject, groups, hash FROM tokens ORDER BY name');
  const put = database.prepare(
    `INSERT INTO tokens (name, role, subject, groups, hash) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET
       role = excluded.role, subject = excluded.subject, groups = excluded.groups, hash = excluded.hash`,
  );
  return {
    all: () => all.all().map(tokenOf),
    put: ({ name, role, subject, groups, hash }) => {
      put.run(name, role, subject, JSON.stringify(groups), hash);
    },
  };
}

function tokenOf(row: Row): TokenRow {
  return {
    name: text(row, 'name'),
    role: text(row, 'role') as Role,
    subject: text(row, 'subject'),
    groups: json(row, 'groups'),
    hash: bytes(row, 'hash'),
  };
}
