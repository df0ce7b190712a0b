import type { DatabaseSync } from 'node:sqlite';
import type { Vouched } from '../../protocol/identity.ts';
import type { Role } from '../identity/caller.ts';
import { bytes, integerOrNull, json, type Row, text } from './row.ts';

export interface TokenRow {
  readonly name: string;
  readonly role: Role;
  readonly subject: string;
  readonly groups: readonly string[];
  /** SHA-256 of the token. */
  readonly hash: Uint8Array;
  /** Milliseconds since the epoch; null: of this machine alone, and good until it is replaced. */
  readonly expiresAt: number | null;
  /** What was known of whom it is for when it was made. */
  readonly vouched: Vouched;
}

export interface TokensTable {
  all(): readonly TokenRow[];
  withHash(hash: Uint8Array): TokenRow | null;
  /** Those of the agents that work for `subject`. */
  ofAgents(subject: string): readonly TokenRow[];
  /** Replaces the token of this name; the old one is worth nothing from then on. */
  put(token: TokenRow): void;
}

export function tokensTable(database: DatabaseSync): TokensTable {
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
  return {
    all: () => all.all().map(tokenOf),
    withHash: (hash) => {
      const row = withHash.get(hash);
      return row === undefined ? null : tokenOf(row);
    },
    ofAgents: (subject) => ofAgents.all(subject).map(tokenOf),
    put: ({ name, role, subject, groups, hash, expiresAt, vouched }) => {
      put.run(name, role, subject, JSON.stringify(groups), hash, expiresAt, JSON.stringify(vouched));
    },
  };
}

const COLUMNS = 'name, role, subject, groups, hash, expires_at, vouched';

function tokenOf(row: Row): TokenRow {
  return {
    name: text(row, 'name'),
    role: text(row, 'role') as Role,
    subject: text(row, 'subject'),
    groups: json(row, 'groups'),
    hash: bytes(row, 'hash'),
    expiresAt: integerOrNull(row, 'expires_at'),
    vouched: json(row, 'vouched'),
  };
}
