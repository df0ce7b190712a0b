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
  /** How long what was found out of a token is believed. */
  readonly recheckMs: number;
  /** A session with nothing under way ends after this. */
  readonly visitorIdleMs: number;
  /** How often the files of the certificate are looked at. */
  readonly certificateCheckMs: number;
}

export const DEFAULT_GATEWAY_LIMITS: GatewayLimits = Object.freeze({
  maxVisitors: 4096,
  maxExchangesPerSubject: 64,
  maxRequestsPerMinute: 3000,
  maxChecks: 128,
  identityTimeoutMs: 10_000,
  recheckMs: 10_000,
  visitorIdleMs: 15 * 60_000,
  certificateCheckMs: 30_000,
});
