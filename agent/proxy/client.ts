import type { Readable, Writable } from 'node:stream';

/** What a client said of itself in `Proxy-Authorization: Basic`, or showed to a gateway; unverified. */
export interface ProxyCredentials {
  readonly user: string;
  readonly password: string;
}

export type Via = 'proxy' | 'gateway';

/** Where a connection or a request is meant to go: the CONNECT authority, or that of an absolute-form request. */
export interface Target {
  readonly scheme: 'https' | 'http';
  /** Lower case, no trailing dot, no brackets round an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

/** One request of a client after accept: head as sent, body not yet read. HTTP/1.1 and h2 look the same here. */
export interface ClientRequest {
  readonly kind: 'request';
  readonly httpVersion: '1.1' | '2';
  /** Whether its client knows that somebody stands before the target, or takes them for the server itself. */
  readonly via: Via;
  readonly target: Target;
  readonly credentials: ProxyCredentials | null;
  readonly method: string;
  /** Origin form, as sent: path and query. */
  readonly path: string;
  /** Flat name, value, name, value, in the order and case sent; `host` added for h2, pseudo headers left out. */
  readonly rawHeaders: readonly string[];
  /** Never to be destroyed, also not by iterating over it: in h2 the answer goes out on the same stream. */
  readonly body: Readable;
  /** Flat like `rawHeaders`; complete once `body` has ended. */
  trailers(): readonly string[];
  /** True while the client waits for `100 Continue`. */
  readonly expectsContinue: boolean;
  /** Aborts when the client goes away before its answer is complete. */
  readonly signal: AbortSignal;
  readonly response: ClientResponse;
}

/** The answer to one request. `end` after a complete answer, `destroy` after a broken one: never the other way. */
export interface ClientResponse {
  readonly headSent: boolean;
  /** `100`, `103`: sent at once. */
  informational(status: number, rawHeaders: readonly string[]): void;
  /** Sends status line and headers exactly as given, minus hop-by-hop ones. */
  head(status: number, statusMessage: string, rawHeaders: readonly string[]): void;
  /** Body bytes, with backpressure. Do not call `end` on it: use `end` below, so that trailers are sent. */
  readonly body: Writable;
  end(trailers: readonly string[]): Promise<void>;
  /** Breaks the answer so that the client sees an error, never a clean end. */
  destroy(): void;
}

/** A CONNECT to an ungoverned host: answered and piped raw, or refused. */
export interface ClientTunnel {
  readonly kind: 'tunnel';
  readonly target: Target;
  readonly credentials: ProxyCredentials | null;
  readonly signal: AbortSignal;
  /** Answers 200, checks that the ClientHello's SNI equals the CONNECT name, connects both sides. */
  open(): Promise<TunnelOutcome>;
  /** Ends the tunnel from our side, opened or not. */
  cut(): void;
  /** Answers the CONNECT with this status and `Connection: close`. */
  refuse(status: number, headers: readonly string[], message: string): void;
}

export interface TunnelOutcome {
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly end: 'closed' | 'sni-mismatch' | 'upstream-unreachable' | 'aborted';
}
