import type { RevocationKind } from '../../protocol/revocation.ts';
import { integer, type Row, text } from './row.ts';

export interface RevocationRow {
  readonly id: number;
  readonly kind: RevocationKind;
  readonly target: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

/** What was revoked, and what of it was lifted again. Nothing is ever removed. */
export interface RevocationsTable {
  /** Grows with every revocation and every lift. */
  version(): Promise<number>;
  /** Those that were not lifted, oldest first. */
  active(): Promise<readonly RevocationRow[]>;
  /** The one of this target that is active already, or a new one; null where `max` are active. */
  add(revocation: Omit<RevocationRow, 'id'>, max: number): Promise<RevocationRow | null>;
  /** False where no active one has this id. */
  lift(id: number, by: string, at: number): Promise<boolean>;
}

export function revocationOf(row: Row): RevocationRow {
  return {
    id: integer(row, 'id'),
    kind: text(row, 'kind') as RevocationKind,
    target: text(row, 'target'),
    reason: text(row, 'reason'),
    by: text(row, 'by'),
    at: integer(row, 'at'),
  };
}
