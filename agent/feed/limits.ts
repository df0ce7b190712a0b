/** Bounds of the policy feed: a feed's server is not trusted with our memory or our time. */
export interface FeedLimits {
  /** The pause between two refreshes, half of it left to chance, so that a fleet does not come at once. */
  readonly refreshMs: number;
  /** The pause after a first failure; it doubles up to `refreshMs`. */
  readonly retryMs: number;
  /** For all the requests of one refresh together. */
  readonly timeoutMs: number;
  /** How long a policy is enforced without hearing from the feed; the feed itself may say less. */
  readonly maxStaleMs: number;
  /** New roots that one refresh follows. */
  readonly maxRootRotations: number;
  /** Of each metadata file. */
  readonly maxMetadataBytes: number;
  readonly maxPolicyBytes: number;
  /** By how much the clock may be set back before that counts as an attempt. */
  readonly clockToleranceMs: number;
}

export const DEFAULT_FEED_LIMITS: FeedLimits = Object.freeze({
  refreshMs: 60_000,
  retryMs: 2000,
  timeoutMs: 20_000,
  maxStaleMs: 7 * 24 * 60 * 60_000,
  maxRootRotations: 64,
  maxMetadataBytes: 128 * 1024,
  maxPolicyBytes: 256 * 1024,
  clockToleranceMs: 5 * 60_000,
});
