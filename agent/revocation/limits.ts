/** Bounds of what the agent knows to be revoked. */
export interface RevocationLimits {
  /** For so long what is revoked may be unknown; after that nothing goes through until it is known again. */
  readonly maxAgeMs: number;
  /** The pause after the collector could not be asked; it doubles up to the longest. */
  readonly minPauseMs: number;
  readonly maxPauseMs: number;
  /** How long an exchange waits for an answer when what is known is too old. */
  readonly askMs: number;
}

export const DEFAULT_REVOCATION_LIMITS: RevocationLimits = Object.freeze({
  maxAgeMs: 60 * 60_000,
  minPauseMs: 250,
  maxPauseMs: 5000,
  askMs: 5000,
});
