import type { Readable } from 'node:stream';
import { createSecureContext } from 'node:tls';
import { headerValues } from '../core/http/headers.ts';
import type { Target } from './client.ts';
import type { ProxySettings } from './corporate.ts';
import { type Dial, dialer } from './dial.ts';
import { attempt } from './upstream-attempt.ts';
import { UpstreamError } from './upstream-error.ts';
import { Places } from './upstream-places.ts';
import { type PoolLimits, UpstreamPool } from './upstream-pool.ts';

/** A request to the real server. Headers go out exactly as given, minus hop-by-hop ones. */
export interface UpstreamRequest {
  readonly target: Target;
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  /** Its chunks are used up: nobody else may read them. */
  readonly body: Readable | null;
  /** Known length in bytes; null sends chunked when there is a body. */
  readonly contentLength: number | null;
  trailers?(): readonly string[];
  informational?(status: number, rawHeaders: readonly string[]): void;
  /** Do not reuse an idle connection: after a hold it may be half dead. */
  readonly fresh?: boolean;
  readonly signal: AbortSignal;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly statusMessage: string;
  readonly rawHeaders: readonly string[];
  readonly body: Readable;
  trailers(): readonly string[];
  /** False when the body ended before its framing said so. */
  complete(): boolean;
}

/** Where all traffic of the agent leaves: client exchanges and the agent's own reads alike. */
export interface Upstream {
  request(request: UpstreamRequest): Promise<UpstreamResponse>;
  close(): Promise<void>;
}

export interface UpstreamLimits extends PoolLimits {
  /** From the first look at the name to the end of the TLS handshake; there is no limit on an answer's duration. */
  readonly connectTimeoutMs: number;
  readonly maxHeaderBytes: number;
}

export const DEFAULT_UPSTREAM_LIMITS: UpstreamLimits = Object.freeze({
  connectTimeoutMs: 20_000,
  maxHeaderBytes: 128 * 1024,
  maxSockets: 1024,
  maxSocketsPerHost: 256,
  idleSocketMs: 4000,
});

export interface UpstreamOptions {
  /** PEM of every root that servers may lead to. */
  readonly trust: readonly string[];
  readonly upstreamProxy: ProxySettings | null;
  /** Names whose address is known here, in lower case. */
  readonly hosts?: ReadonlyMap<string, string>;
  readonly limits: UpstreamLimits;
}

/** An upstream with the way its connections take, for tunnels. */
export interface OpenUpstream extends Upstream {
  readonly dial: Dial;
}

/**
 * NTLM and Negotiate prove who is there once for a whole connection (RFC 4559, 6). Ours are shared by all sessions,
 * so a request that has such a proof gets one that nobody uses after it.
 */
function bindsConnection({ rawHeaders }: UpstreamRequest): boolean {
  return headerValues(rawHeaders, 'authorization').some((value) =>
    /^\s*(?:ntlm|negotiate)(?:\s|$)/i.test(value),
  );
}

/** Methods that may be asked twice without harm (RFC 9110, 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/**
 * HTTP/1.1 with keep-alive. A request is sent a second time only when a pooled connection turned out dead before
 * a byte of the answer, with nothing of its body sent. Requests throw UpstreamError.
 */
export function openUpstream(options: UpstreamOptions): OpenUpstream {
  const { trust, upstreamProxy, hosts = new Map(), limits } = options;
  const secureContext = createSecureContext({ ca: [...trust] });
  const { connectTimeoutMs } = limits;
  const dial = dialer({ upstreamProxy, connectTimeoutMs, secureContext, hosts });
  const pool = new UpstreamPool(limits);
  const places = new Places({ upstreamProxy, connectTimeoutMs, secureContext, dial, hosts });
  const way = { pool, places, upstreamProxy };
  let closed = false;
  return {
    dial,
    async request(request) {
      if (closed) throw new UpstreamError('closed', 'the agent is shutting down');
      const first = await attempt(bindsConnection(request) ? { ...request, fresh: true } : request, way);
      if (first.kind === 'answered') return first.response;
      if (first.kind === 'failed' || !IDEMPOTENT.has(request.method)) throw first.fault;
      const second = await attempt({ ...request, fresh: true }, way);
      if (second.kind === 'answered') return second.response;
      throw second.fault;
    },
    async close() {
      closed = true;
      pool.close();
    },
  };
}
