import type { ClientRequest, ClientTunnel, ProxyCredentials, Target } from './client.ts';
import type { Dial } from './dial.ts';
import type { ListenerLimits } from './limits.ts';
import type { TurnedAway } from './listener-refusal.ts';

/** What a governed host shows: PEM of key and certificate, and the certificate's end. */
export interface ServerLeaf {
  readonly key: string;
  readonly cert: string;
  readonly notAfter: Date;
}

/** Who vouches for governed hosts towards the clients. */
export interface LeafAuthority {
  covers(host: string): boolean;
  leaf(host: string): Promise<ServerLeaf>;
}

/** What a client and the agent may speak, by ALPN name (RFC 7301). */
export type ClientProtocol = 'h2' | 'http/1.1';

export interface ListenerOptions {
  /** Loopback addresses; those that this machine does not have are left out, but not all of them. */
  readonly addresses: readonly string[];
  /** The same on every address; 0 takes any that is free. */
  readonly port: number;
  readonly authority: LeafAuthority;
  /** What is offered to clients of a host, the best first; h2 and HTTP/1.1 when not given. */
  readonly protocols?: (host: string) => readonly ClientProtocol[];
  /** Whether requests to this target are read and judged; others are tunnelled untouched. */
  governed(target: Target): boolean;
  readonly authenticate: (credentials: ProxyCredentials | null) => boolean;
  onRequest(request: ClientRequest): Promise<void>;
  onTunnel(tunnel: ClientTunnel): Promise<void>;
  /** A request that no exchange will see. Must not throw; the client is answered whatever becomes of it. */
  refused(what: TurnedAway): void;
  /** The way out for tunnels. */
  readonly dial: Dial;
  /** A fault that no client may see. */
  fault(cause: unknown): void;
  readonly limits: ListenerLimits;
}
