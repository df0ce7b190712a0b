import type { IncomingMessage } from 'node:http';
import type { Fetcher } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import type { ProxySettings } from '../proxy/corporate.ts';
import { UpstreamError } from '../proxy/upstream-error.ts';
import { FeedConnections } from './feed-connections.ts';
import { FeedError } from './feed-error.ts';

export interface FetchLimits {
  /** For everything that is asked for until `settle`. */
  readonly timeoutMs: number;
  /** Of one answer, whatever the feed's own metadata would let through. */
  readonly maxMetadataBytes: number;
  readonly maxPolicyBytes: number;
}

/** The timestamp is the one file that is asked for again and again. */
interface Kept {
  readonly href: string;
  readonly etag: string;
  readonly bytes: Buffer;
}

/**
 * How `tuf-js` reaches the feed: in memory, bounded in time and size, and without redirects. Owner of its connections,
 * and of the last answer that had an ETag.
 *
 * `tuf-js` makes text of what goes wrong below it, so the first fault is kept here.
 */
export class FeedFetcher implements Fetcher {
  readonly #limits: FetchLimits;
  readonly #connections: FeedConnections;
  readonly #stop: AbortController = new AbortController();
  #kept: Kept | null = null;
  #deadline: AbortSignal = AbortSignal.abort();
  #fault: FeedError | null = null;

  /** `proxy` is the way out that the network's owner set up; null for straight to the feed. */
  constructor(limits: FetchLimits, proxy: ProxySettings | null) {
    this.#limits = limits;
    this.#connections = new FeedConnections({ proxy, connectTimeoutMs: limits.timeoutMs });
  }

  /** What one refresh asks for counts from here. */
  begin(): void {
    this.#deadline = AbortSignal.any([AbortSignal.timeout(this.#limits.timeoutMs), this.#stop.signal]);
    this.#fault = null;
  }

  /** Why the answers since `begin` could not be had; null when all could. */
  get fault(): FeedError | null {
    return this.#fault;
  }

  async downloadBytes(url: string, maxLength: number): Promise<Buffer> {
    const { maxMetadataBytes, maxPolicyBytes } = this.#limits;
    const maxBytes = Math.min(maxLength, Math.max(maxMetadataBytes, maxPolicyBytes));
    try {
      return await this.#get(new URL(url), maxBytes);
    } catch (cause) {
      if (cause instanceof DownloadHTTPError) throw cause;
      this.#fault ??= this.#faultOf(cause, url);
      throw this.#fault;
    }
  }

  /** Part of the interface; nothing here is ever fetched into a file of somebody else's choice. */
  downloadFile<T>(): Promise<T> {
    return Promise.reject(new Error('a feed is fetched into memory'));
  }

  close(): void {
    this.#stop.abort();
    this.#connections.close();
  }

  async #get(url: URL, maxBytes: number): Promise<Buffer> {
    const kept = this.#kept?.href === url.href ? this.#kept : null;
    const headers: Readonly<Record<string, string>> = kept === null ? {} : { 'if-none-match': kept.etag };
    const answer = await this.#connections.get(url, headers, this.#deadline);
    if (answer.statusCode === 304 && kept !== null) {
      answer.resume();
      return kept.bytes;
    }
    if (answer.statusCode !== 200) {
      answer.destroy();
      throw new DownloadHTTPError(
        `the feed answered with status ${answer.statusCode ?? 0}`,
        answer.statusCode ?? 0,
      );
    }
    const bytes = await readBounded(answer, maxBytes, url);
    const { etag } = answer.headers;
    if (etag !== undefined && etag.length < MAX_ETAG && url.pathname.endsWith('/timestamp.json'))
      this.#kept = { href: url.href, etag, bytes };
    return bytes;
  }

  #faultOf(cause: unknown, url: string): FeedError {
    if (cause instanceof FeedError) return cause;
    const { pathname, origin } = new URL(url);
    if (this.#deadline.aborted)
      return new FeedError(
        'slow',
        `the feed did not answer within ${this.#limits.timeoutMs} ms: ${pathname}`,
        cause,
      );
    if (cause instanceof UpstreamError && cause.code === 'proxy-refused')
      return new FeedError('unreachable', `the feed at ${origin} cannot be reached: ${cause.message}`, cause);
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'the connection broke off';
    return new FeedError('unreachable', `the feed at ${origin} cannot be reached: ${code}`, cause);
  }
}

const MAX_ETAG = 256;

async function readBounded(answer: IncomingMessage, maxBytes: number, url: URL): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      answer.destroy();
      throw new FeedError('too-large', `${url.pathname} of the feed is longer than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
