import type { Readable } from 'node:stream';
import type { Target } from './client.ts';

/** A request to the real server. Headers go out exactly as given, minus hop-by-hop ones. */
export interface UpstreamRequest {
  readonly target: Target;
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
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
