/** Bounds of a gateway, besides those that every agent has. */
export interface GatewayLimits {
  /** Tokens whose sessions are kept; the one that was used least recently goes, unless all have exchanges under way. */
  readonly maxVisitors: number;
  /** Exchanges of one subject under way at once. */
  readonly maxExchangesPerSubject: number;
  readonly maxRequestsPerMinute: number;
  /** Tokens that are being verified at once. */
  readonly maxChecks: number;
  /** For one answer of whoever knows tokens. */
  readonly identityTimeoutMs: number;
  /** Between one look at the keys of an issuer and the next, however many tokens name a key that is not among them. */
  readonly keysCooldownMs: number;
  /** How long keys of an issuer are believed before they are looked at again. */
  readonly keysMaxAgeMs: number;
  /** How long what was found out of a token is believed. */
  readonly recheckMs: number;
  /** A session with nothing under way ends after this. */
  readonly visitorIdleMs: number;
  /** Statuses that GitHub does not have yet; of more the oldest go. */
  readonly maxPendingStatuses: number;
  readonly maxStatusAttempts: number;
  /** The pause after the first attempt; each later one is twice as long, up to the longest. */
  readonly statusRetryMs: number;
  readonly maxStatusRetryMs: number;
  /** How often the files of the certificate are looked at. */
  readonly certificateCheckMs: number;
  /** So long before its end the gateway asks for another token of its own. */
  readonly tokenRenewalMs: number;
  /** The pause after the first attempt that failed; each later one is twice as long, up to the longest. */
  readonly tokenRetryMs: number;
  readonly maxTokenRetryMs: number;
}

export const DEFAULT_GATEWAY_LIMITS: GatewayLimits = Object.freeze({
  maxVisitors: 4096,
  maxExchangesPerSubject: 64,
  maxRequestsPerMinute: 3000,
  maxChecks: 128,
  identityTimeoutMs: 10_000,
  keysCooldownMs: 30_000,
  keysMaxAgeMs: 10 * 60_000,
  recheckMs: 10_000,
  visitorIdleMs: 15 * 60_000,
  maxPendingStatuses: 1000,
  maxStatusAttempts: 40,
  statusRetryMs: 1000,
  maxStatusRetryMs: 10 * 60_000,
  certificateCheckMs: 30_000,
  tokenRenewalMs: 10 * 24 * 60 * 60_000,
  tokenRetryMs: 60_000,
  maxTokenRetryMs: 60 * 60_000,
});
