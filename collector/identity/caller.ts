import type { CallerRole } from '../../protocol/caller-role.ts';

export type Role = CallerRole;

/** Who calls, as the token says; nothing that a request says of itself changes it. */
export interface Caller {
  /** Name of the token, `agent` or `reviewer`. */
  readonly token: string;
  readonly role: Role;
  readonly subject: string;
  readonly groups: readonly string[];
}
