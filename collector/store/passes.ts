import type { JsonObject } from '../../protocol/json.ts';
import { integer, json, type Row, text } from './row.ts';

/** What somebody holds the secret of: a session of the pages, a sign-in on its way, a question for a fresh login. */
export type PassKind = 'web-session' | 'login' | 'step-up';

/** Known by the hash of its secret alone. It is worth nothing from `expiresAt` on, in milliseconds since the epoch. */
export interface PassRow {
  readonly kind: PassKind;
  /** SHA-256 of the secret, lower-case hex. */
  readonly name: string;
  /** `Subject.id` of whose it is; empty while nobody knows. */
  readonly owner: string;
  readonly content: JsonObject;
  readonly expiresAt: number;
}

export interface PassBounds {
  /** Of one kind; one more ends the oldest. */
  readonly most: number;
  /** Of one owner; null: as many as of all. */
  readonly mostOfOwner: number | null;
  readonly now: number;
}

/** Shared by all collectors on a database: whichever of them a browser comes to knows who is signed in. */
export interface PassesTable {
  /** Puts a pass, in the place of what is over and of the oldest beyond the bounds. */
  put(pass: PassRow, bounds: PassBounds): Promise<void>;
  /** Null where there is none, or its time is over. */
  find(of: Pick<PassRow, 'kind' | 'name'>, now: number): Promise<PassRow | null>;
  /** Takes it away; of many who take it at once, one gets it. */
  take(of: Pick<PassRow, 'kind' | 'name'>, now: number): Promise<PassRow | null>;
  /** All of a kind, the oldest first. */
  all(kind: PassKind, now: number): Promise<readonly PassRow[]>;
}

export function passOf(row: Row): PassRow {
  return {
    kind: text(row, 'kind') as PassKind,
    name: text(row, 'name'),
    owner: text(row, 'owner'),
    content: json(row, 'content'),
    expiresAt: integer(row, 'expires_at'),
  };
}
