/** Bounds of what is kept of repositories' own policies. */
export interface WorkspaceLimits {
  /** How long what a default branch was at is believed for one session: a push asks twice within moments. */
  readonly freshMs: number;
  /** Repositories of which is remembered where their default branch is, and files that were read. */
  readonly maxKnown: number;
  /** Policies that are kept compiled. */
  readonly maxTightened: number;
}

export const DEFAULT_WORKSPACE_LIMITS: WorkspaceLimits = Object.freeze({
  freshMs: 3000,
  maxKnown: 256,
  maxTightened: 32,
});
