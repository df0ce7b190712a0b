/** What an agent's own records say of it; null where none does. */
export interface AgentStanding {
  /** Of its program, when it started last. */
  readonly version: string | null;
  /** The policy that it enforced last. */
  readonly policy: { readonly hash: string; readonly version: number | null } | null;
}
