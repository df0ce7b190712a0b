import type { CallerRole } from '../../protocol/caller-role.ts';
import type { Vouched } from '../../protocol/identity.ts';

export type Role = CallerRole;

/** Who calls, as the token says; nothing that a request says of itself changes it. */
export interface Caller {
  /** Name of the token, `agent` or `reviewer`; what a person came by, where the identity provider vouches for them. */
  readonly token: string;
  /** At least one. A token of the collector's own has one; a person may have several. */
  readonly roles: readonly Role[];
  readonly subject: string;
  readonly groups: readonly string[];
  readonly vouched: Vouched;
  /** Of the token or the session, in milliseconds since the epoch; null: it is of this machine alone, and does not end. */
  readonly expiresAt: number | null;
  /** When the identity provider last saw them log in, in milliseconds; null where it did not say, or there is none. */
  readonly loggedInAt: number | null;
}

/** Of whom no token of an identity provider speaks. */
export const NOT_VOUCHED: Vouched = Object.freeze({ kind: 'person', actsFor: null, claims: null, ci: null });

/** Whether it is somebody who looks at what others did. What agents ask of their own is in their records. */
export function isPerson({ roles }: Caller): boolean {
  return roles.some((role) => role !== 'agent' && role !== 'gateway');
}
