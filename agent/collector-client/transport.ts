import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { FEED_HEADER } from '../../protocol/collector-api.ts';
import { CollectorError } from './collector-error.ts';

export interface TransportOptions {
  readonly url: string;
  readonly token: string;
  /** Until an answer is complete; for a stream, the longest silence. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
}

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body: string | null;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** What the answer asks whoever tries again to wait; null where it asks nothing. */
  readonly retryAfterMs: number | null;
}

/**
 * HTTP to the collector and to nobody else. It has agents of its own because the global ones, and with them
 * `fetch`, follow the proxy variables that our own sessions set: the agent would reach itself. Each call has its
 * own connection: on a kept one a claim can be lost to a collector that just closed it, and a claim is not repeated.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #base: URL;
  readonly #agent: Agent;
  #token: string;
  #feedHint: (timestampVersion: number) => void = () => {};

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#token = options.token;
    this.#base = baseUrl(options.url);
    this.#agent = this.#base.protocol === 'https:' ? new TlsAgent() : new Agent();
  }

  /** The whole answer, bounded in time and size. Throws CollectorError. */
  async send(request: TransportRequest, signal?: AbortSignal): Promise<Answer> {
    const { bytes, ...head } = await this.sendForBytes(request, signal);
    return { ...head, body: bytes.toString('utf8') };
  }

  /** The same, for an answer that is no text. */
  async sendForBytes(
    request: TransportRequest,
    signal?: AbortSignal,
  ): Promise<Omit<Answer, 'body'> & { readonly bytes: Buffer }> {
    const deadline = AbortSignal.timeout(this.#options.timeoutMs);
    const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    try {
      const response = await this.#open(request, either);
      return { ...headOf(response), bytes: await this.#read(response) };
    } catch (cause) {
      signal?.throwIfAborted();
      throw deadline.aborted ? this.#timedOut(request, cause) : this.#unreachable(cause);
    }
  }

  /** An answer without an end. Its silences are bounded, its length is not. Throws CollectorError. */
  async stream(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const request: TransportRequest = { method: 'GET', path, body: null };
    try {
      return await this.#open(request, signal);
    } catch (cause) {
      signal.throwIfAborted();
      throw this.#unreachable(cause);
    }
  }

  async readRefusal(response: IncomingMessage): Promise<Answer> {
    return { ...headOf(response), body: (await this.#read(response)).toString('utf8') };
  }

  /** Later requests carry this one. */
  renewToken(token: string): void {
    this.#token = token;
  }

  onFeedHint(listener: (timestampVersion: number) => void): void {
    this.#feedHint = listener;
  }

  hint(timestampVersion: number): void {
    this.#feedHint(timestampVersion);
  }

  /** Ends every connection; what is under way fails. */
  close(): void {
    this.#agent.destroy();
  }

  #open({ method, path, body }: TransportRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      'content-length': String(body === null ? 0 : Buffer.byteLength(body)),
    };
    const send = this.#base.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const url = new URL(path, this.#base);
      const request = send(url, { method, headers, agent: this.#agent, signal });
      request.setTimeout(this.#options.timeoutMs, () => request.destroy(this.#timedOut({ method, path })));
      request.once('error', reject);
      request.once('response', (response) => {
        // From here on it is the response that ends with the error; the request's would say only "aborted".
        request.setTimeout(0);
        response.setTimeout(this.#options.timeoutMs, () => {
          response.destroy(this.#timedOut({ method, path }));
        });
        const hint = response.headers[FEED_HEADER];
        if (typeof hint === 'string' && /^[1-9][0-9]{0,14}$/.test(hint)) this.hint(Number(hint));
        resolve(response);
      });
      request.end(body ?? undefined);
    });
  }

  async #read(response: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > this.#options.maxAnswerBytes) {
        response.destroy();
        const limit = this.#options.maxAnswerBytes;
        throw new CollectorError('malformed', `the collector's answer is longer than ${limit} bytes`);
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  #timedOut({ method, path }: Pick<TransportRequest, 'method' | 'path'>, cause?: unknown): CollectorError {
    const where = path.split('?', 1)[0] ?? path;
    const message = `the collector did not answer ${method} ${where} within ${this.#options.timeoutMs} ms`;
    return new CollectorError('timeout', message, { cause });
  }

  #unreachable(cause: unknown): CollectorError {
    if (cause instanceof CollectorError) return cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
    return new CollectorError(
      'unreachable',
      `the collector at ${this.#base.origin} cannot be reached: ${code}`,
      {
        hint: 'start it with: countersign collector',
        cause,
      },
    );
  }
}

function headOf({ statusCode, headers }: IncomingMessage): Omit<Answer, 'body'> {
  const seconds = headers['retry-after'] ?? '';
  return { status: statusCode ?? 0, retryAfterMs: /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1000 : null };
}

/** Only an origin counts: a path, a query or user-info in it is a mistake that would otherwise go unseen. */
function baseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url !== null && (url.href === `${url.origin}/` || url.href === url.origin);
  if (url === null || !isOrigin || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new CollectorError('unreachable', 'the address of the collector is not an origin', {
      hint: 'give one of the form http://HOST:PORT',
    });
  }
  return url;
}
