import type { JsonObject } from './json.ts';
import type { Signed } from './signed-statement.ts';

/** What can be taken back before it would have ended by itself. */
export const REVOCATION_KINDS = ['subject', 'session', 'agent', 'approval'] as const;

export type RevocationKind = (typeof REVOCATION_KINDS)[number];

/** As agents are told: a name that is not their business is no more than its hash to them. */
export interface RevokedTarget {
  readonly kind: RevocationKind;
  /** SHA-256 of what is revoked, lower-case hex: of a subject's id, a session's, an agent's or an approval's. */
  readonly digest: string;
}

/** The collector's word on all that is revoked. The agent verifies it, and asks for it again and again. */
export interface RevocationList {
  /** Grows with every change. */
  readonly version: number;
  readonly issuedAt: string;
  /** Null: as it was in the version that was asked with. */
  readonly revoked: readonly RevokedTarget[] | null;
}

export type SignedRevocations = Signed<RevocationList>;

/** As plain JSON, ready for `statementBytes`. */
export function revocationsJson({ version, issuedAt, revoked }: RevocationList): JsonObject {
  return { version, issuedAt, revoked: revoked === null ? null : revoked.map((each) => ({ ...each })) };
}

/** One of them, for people. */
export interface Revocation {
  readonly id: number;
  readonly kind: RevocationKind;
  readonly target: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** What was just revoked. */
export interface Revoked extends Revocation {
  /** Whether a record names it. Where none does, it may be new, or misspelt; it is revoked all the same. */
  readonly isRecorded: boolean;
}

export interface RevokeRequest {
  readonly kind: RevocationKind;
  readonly target: string;
  readonly reason: string;
}

export interface RevocationsAnswer {
  readonly revocations: readonly Revocation[];
}
