import type { CallerRole } from '../../protocol/caller-role.ts';

export type Role = CallerRole;

/** Who calls, as the token says; nothing that a request says of itself changes it. */
export interface Caller {
  /** Name of the token, `agent` or `reviewer`; what a person came by, where the identity provider vouches for them. */
  readonly token: string;
  /** At least one. A token of the collector's own has one; a person may have several. */
  readonly roles: readonly Role[];
  readonly subject: string;
  readonly groups: readonly string[];
}
