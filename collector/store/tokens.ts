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
  all(): Promise<readonly TokenRow[]>;
  withHash(hash: Uint8Array): Promise<TokenRow | null>;
  /** Replaces the token of this name; the old one is worth nothing from then on. */
  put(token: TokenRow): Promise<void>;
  /** The token of this name is worth nothing from then on. An agent that came by it stays known. */
  expire(name: string, now: number): Promise<void>;
  /** Drops what ended before `now` and was never used by an agent. */
  purge(now: number): Promise<void>;
  /**
   * Puts the token that `decide` makes, which is shown those of the agents that work for `subject`. Of two at once
   * the second is shown the first's.
   */
  putAgent(subject: string, decide: (own: readonly TokenRow[]) => TokenRow): Promise<TokenRow>;
}

export function tokenOf(row: Row): TokenRow {
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
