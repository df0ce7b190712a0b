/**
 * What a token is for. `agent` works for a person and has that person's subject, so that neither of the two can
 * decide what the other asked.
 */
export type Role = 'agent' | 'developer' | 'reviewer' | 'auditor';

/** Who calls, as the token says; nothing that a request says of itself changes it. */
export interface Caller {
  /** Name of the token, `agent` or `reviewer`. */
  readonly token: string;
  readonly role: Role;
  readonly subject: string;
  readonly groups: readonly string[];
}
