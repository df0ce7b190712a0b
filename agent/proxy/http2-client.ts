import type { ServerHttp2Stream } from 'node:http2';
import type { Writable } from 'node:stream';
import { endToEnd, headerValue, type RawHeaders, withoutHeaders } from '../core/http/headers.ts';
import { passableTrailers } from '../core/http/trailers.ts';
import type { AcceptedHead, RequestHead } from './accept.ts';
import type { ClientRequest, ClientResponse } from './client.ts';
import type { ListenerRefusal } from './listener-refusal.ts';

const INTERNAL_ERROR = 2;
/** Fields of an HTTP/1.1 connection: an h2 message that has one is malformed (RFC 9113, 8.2.2). */
const CONNECTION_SPECIFIC = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

/** The head of an h2 request as HTTP/1.1 would have said it, or null when it is malformed or no plain request. */
export function http2Head(rawHeaders: RawHeaders, endsHere: boolean): RequestHead | null {
  const pseudo = new Map<string, string>();
  const headers: string[] = [];
  const cookies: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (name.startsWith(':')) pseudo.set(name, value);
    else if (name === 'cookie') cookies.push(value);
    else headers.push(name, value);
  }
  const [method, target, scheme] = [pseudo.get(':method'), pseudo.get(':path'), pseudo.get(':scheme')];
  const host = hostOf(headers, pseudo.get(':authority'));
  if (method === undefined || target === undefined || host === null) return null;
  if (method === 'CONNECT' || scheme !== 'https' || isConnectionSpecific(headers)) return null;
  return {
    method,
    target,
    rawHeaders: [...host, ...headers, ...joined(cookies), ...noBody(headers, { method, endsHere })],
  };
}

/** A `host` made from `:authority`, unless the client sent one too; null when the two disagree. */
function hostOf(headers: RawHeaders, authority: string | undefined): readonly string[] | null {
  const host = headerValue(headers, 'host');
  if (authority === undefined || authority === host) return [];
  return host === null ? ['host', authority] : null;
}

function isConnectionSpecific(headers: RawHeaders): boolean {
  const te = headerValue(headers, 'te');
  if (te !== null && te !== 'trailers') return true;
  return CONNECTION_SPECIFIC.some((name) => headerValue(headers, name) !== null);
}

/** h2 clients cut the cookie into fields; HTTP/1.1 has one (RFC 9113, 8.2.3). */
function joined(cookies: readonly string[]): readonly string[] {
  return cookies.length === 0 ? [] : ['cookie', cookies.join('; ')];
}

/** What the end of the stream says in h2, a length says in HTTP/1.1. */
function noBody(
  headers: RawHeaders,
  { method, endsHere }: { method: string; endsHere: boolean },
): readonly string[] {
  const isUsual = method === 'GET' || method === 'HEAD';
  return !endsHere || isUsual || headerValue(headers, 'content-length') !== null
    ? []
    : ['content-length', '0'];
}

/** An h2 request in the shape every exchange sees. */
export function http2Request(stream: ServerHttp2Stream, head: AcceptedHead): ClientRequest {
  const gone = new AbortController();
  let trailers: RawHeaders = [];
  stream.on('trailers', (_headers: unknown, _flags: unknown, rawTrailers?: RawHeaders) => {
    trailers = rawTrailers ?? [];
  });
  const response = new Http2Response(stream, head.method);
  stream.once('close', () => {
    if (!response.isComplete) gone.abort();
  });
  // The client's resets come as errors; whoever reads or writes sees them, and `signal` aborts.
  stream.on('error', () => undefined);
  return {
    ...head,
    kind: 'request',
    httpVersion: '2',
    body: stream,
    trailers: () => trailers,
    expectsContinue: headerValue(head.rawHeaders, 'expect')?.toLowerCase() === '100-continue',
    signal: gone.signal,
    response,
  };
}

class Http2Response implements ClientResponse {
  readonly #stream: ServerHttp2Stream;
  readonly #method: string;
  #trailers: RawHeaders = [];
  #isComplete = false;

  constructor(stream: ServerHttp2Stream, method: string) {
    this.#stream = stream;
    this.#method = method;
  }

  get headSent(): boolean {
    return this.#stream.headersSent;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get body(): Writable {
    return this.#stream;
  }

  informational(status: number, rawHeaders: RawHeaders): void {
    if (this.headSent || this.#stream.destroyed || this.#stream.closed) return;
    // A length says nothing here (RFC 9110, 8.6), and h2 clients take one for an error.
    const headers = grouped(withoutHeaders(rawHeaders, ['content-length']));
    this.#stream.additionalHeaders({ ...headers, ':status': status });
  }

  head(status: number, _statusMessage: string, rawHeaders: RawHeaders): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return;
    const headers = endToEnd(rawHeaders).map((text, index) => (index % 2 === 0 ? text.toLowerCase() : text));
    const hasBody = this.#method !== 'HEAD' && status !== 204 && status !== 205 && status !== 304;
    stream.once('wantTrailers', () => this.#sendTrailers());
    const options = { waitForTrailers: hasBody, sendDate: false };
    stream.respond([':status', String(status), ...headers], options);
  }

  /** Settles when the answer is out or the client is gone; `signal` of the request tells the two apart. */
  async end(trailers: RawHeaders): Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return;
    if (!this.headSent) return this.destroy();
    this.#trailers = trailers;
    this.#isComplete = true;
    const over = new Promise<void>((resolve) => {
      stream.once('finish', resolve);
      stream.once('close', resolve);
    });
    stream.end();
    await over;
    // What nobody read of the request would keep the stream open.
    if (!stream.readableEnded) stream.resume();
  }

  destroy(): void {
    this.#stream.close(INTERNAL_ERROR);
  }

  #sendTrailers(): void {
    // Without any, Node sends an empty frame that ends the stream; `close` here would at times send nothing.
    if (this.#isComplete) this.#stream.sendTrailers(grouped(passableTrailers(this.#trailers)));
  }
}

/** Fields by lower-case name, as h2 sends them where it takes no flat list. */
function grouped(rawHeaders: RawHeaders): Record<string, string[]> {
  const byName = Object.create(null) as Record<string, string[]>;
  const headers = endToEnd(rawHeaders);
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] ?? '').toLowerCase();
    byName[name] = [...(byName[name] ?? []), headers[index + 1] ?? ''];
  }
  return byName;
}

/** Answers a request that ends at the listener. */
export function refuseHttp2(stream: ServerHttp2Stream, { status, headers, text }: ListenerRefusal): void {
  stream.on('error', () => undefined);
  if (stream.destroyed || stream.closed) return;
  stream.respond([
    ':status',
    String(status),
    ...headers.map((item, at) => (at % 2 === 0 ? item.toLowerCase() : item)),
  ]);
  stream.end(text);
  stream.resume();
}
