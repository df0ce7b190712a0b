import type { JsonObject } from './json.ts';
import type { CiClaims } from './operation.ts';
import type { Signed } from './signed-statement.ts';

/** What an agent works for. A pipeline's sessions are those of its job, and no person's. */
export const IDENTITY_KINDS = ['person', 'service', 'pipeline'] as const;

export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** What a verified token said of whoever an agent works for. */
export interface Vouched {
  readonly kind: IdentityKind;
  /** `Subject.id` of the person that a service account or a pipeline acts for, where one is known. */
  readonly actsFor: string | null;
  /** Those of the token's claims that the collector passes on, by their names in it; null: there was no token. */
  readonly claims: Readonly<Record<string, readonly string[]>> | null;
  /** Null but for a pipeline. */
  readonly ci: CiClaims | null;
}

/** The collector's word on whom one agent works for. The agent verifies it, and it lapses. */
export interface IdentityStatement extends Vouched {
  /** Id of the agent's key. */
  readonly agent: string;
  readonly subject: string;
  readonly groups: readonly string[];
  /** From then on claims are not known. */
  readonly expiresAt: string;
}

export type SignedIdentity = Signed<IdentityStatement>;

/** As plain JSON, ready for `statementBytes`. */
export function identityJson({ claims, ci, ...rest }: IdentityStatement): JsonObject {
  return { ...rest, claims: claims === null ? null : { ...claims }, ci: ci === null ? null : { ...ci } };
}
