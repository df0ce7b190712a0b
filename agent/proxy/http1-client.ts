import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { endToEnd, headerValue, type RawHeaders, withoutHeaders } from '../core/http/headers.ts';
import type { AcceptedHead } from './accept.ts';
import type { ClientRequest, ClientResponse } from './client.ts';
import type { AnswerFate } from './connections.ts';
import type { ListenerRefusal } from './listener-refusal.ts';
import { endWithTrailers } from './trailers.ts';

export interface Http1Context {
  readonly expectsContinue: boolean;
  /** Whether the listener is closing, so that this answer is the last on its connection. */
  isClosing(): boolean;
  readonly fate: AnswerFate;
}

/** An HTTP/1.1 request in the shape every exchange sees. */
export function http1Request(
  message: { readonly request: IncomingMessage; readonly response: ServerResponse },
  head: AcceptedHead,
  context: Http1Context,
): ClientRequest {
  return {
    kind: 'request',
    httpVersion: '1.1',
    via: head.via,
    target: head.target,
    credentials: head.credentials,
    method: head.method,
    path: head.path,
    rawHeaders: head.rawHeaders,
    body: message.request,
    trailers: () => message.request.rawTrailers,
    expectsContinue: context.expectsContinue,
    signal: context.fate.signal,
    response: new Http1Response(message.response, context),
  };
}

class Http1Response implements ClientResponse {
  readonly #response: ServerResponse;
  readonly #context: Http1Context;
  #awaitsContinue: boolean;

  constructor(response: ServerResponse, context: Http1Context) {
    this.#response = response;
    this.#context = context;
    this.#awaitsContinue = context.expectsContinue;
  }

  get headSent(): boolean {
    return this.#response.headersSent;
  }

  get body(): Writable {
    return this.#response;
  }

  informational(status: number, rawHeaders: RawHeaders): void {
    if (this.headSent || this.#response.destroyed) return;
    if (status === 100) {
      this.#awaitsContinue = false;
      this.#response.writeContinue();
    } else {
      this.#response.writeInformation(status, endToEnd(rawHeaders));
    }
  }

  head(status: number, statusMessage: string, rawHeaders: RawHeaders): void {
    const response = this.#response;
    const headers = endToEnd(rawHeaders);
    // Trailers need chunks; beside a length, or without a body, the announcement of them would be false.
    const isChunked = headerValue(headers, 'content-length') === null && this.#hasBody(status);
    const framed = isChunked ? headers : withoutHeaders(headers, ['trailer']);
    // A client that was not told to go on may send its body or not: the next request could not be told from it.
    const isLast = this.#awaitsContinue || this.#context.isClosing() || !response.shouldKeepAlive;
    if (isLast) framed.push('Connection', 'close');
    // Without a header of its own making Node keeps the connection and says nothing about it.
    else response.removeHeader('connection');
    response.sendDate = false;
    response.writeHead(status, statusMessage, framed);
    // In one piece with the body, and with its end, where those come in this turn of the event loop; held back for
    // them no longer. `end` lets go by itself.
    const { socket } = response;
    socket?.cork();
    // `flushHeaders` would say it in UTF-8.
    response.write('', 'latin1');
    setImmediate(() => {
      if (!response.writableEnded) socket?.uncork();
    });
  }

  /** Settles when the answer is out or the client is gone; `signal` of the request tells the two apart. */
  async end(trailers: RawHeaders): Promise<void> {
    const response = this.#response;
    if (response.destroyed) return;
    if (!this.headSent) return this.destroy();
    endWithTrailers(response, trailers);
    await this.#context.fate.over();
  }

  /** An answer whose turn has not come has no connection yet: its client would wait for it for ever. */
  destroy(): void {
    const response = this.#response;
    if (response.socket === null) response.once('socket', (socket: Socket) => socket.destroy());
    response.destroy();
  }

  #hasBody(status: number): boolean {
    return this.#response.req.method !== 'HEAD' && status !== 204 && status !== 304;
  }
}

/** Answers a request that ends at the listener. */
export function refuseHttp1(
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  refused: ListenerRefusal,
): void {
  const { status, headers, text, connection } = refused;
  if (connection === 'keep') response.removeHeader('connection');
  response.sendDate = false;
  response.writeHead(status, [
    ...headers,
    'Content-Length',
    String(Buffer.byteLength(text)),
    ...(connection === 'close' ? ['Connection', 'close'] : []),
  ]);
  response.end(text);
  request.resume();
}
