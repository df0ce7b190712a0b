/** Bounds of the listener: everything a client could make grow has one. */
export interface ListenerLimits {
  /** Open connections on each address. */
  readonly maxConnections: number;
  /** Requests at once on one h2 connection. */
  readonly maxStreams: number;
  readonly maxHeaderBytes: number;
  /** How long a client may take over a head, a TLS handshake or a ClientHello. */
  readonly headersTimeoutMs: number;
  /** How long a connection may rest between two requests, and a tunnel whose one side has ended. */
  readonly idleTimeoutMs: number;
  /** Hosts whose TLS end is kept ready. */
  readonly maxLeafServers: number;
  readonly maxClientHelloBytes: number;
  /** Refusals of the listener that get a record of their own in one window; what is beyond is counted in one more. */
  readonly maxRefusalRecords: number;
  readonly refusalWindowMs: number;
}

export const DEFAULT_LISTENER_LIMITS: ListenerLimits = Object.freeze({
  maxConnections: 2048,
  maxStreams: 128,
  maxHeaderBytes: 64 * 1024,
  headersTimeoutMs: 30_000,
  idleTimeoutMs: 120_000,
  maxLeafServers: 512,
  maxClientHelloBytes: 64 * 1024,
  maxRefusalRecords: 100,
  refusalWindowMs: 60_000,
});
