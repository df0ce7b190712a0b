import type { Socket } from 'node:net';
import { formatAuthority } from '../core/http/request-target.ts';
import { restMs } from '../core/http/response-framing.ts';
import { type ResponsePart, ResponseReader } from '../core/http/response-reader.ts';
import { AnswerBody, type BodySource } from './answer-body.ts';
import { type BodyFate, RequestBody } from './request-body.ts';
import type { UpstreamRequest, UpstreamResponse } from './upstream.ts';
import { nodeCode, UpstreamError } from './upstream-error.ts';

/** What came of sending a request once. `stale`: the pooled connection was dead, and nothing was asked of the server. */
export type Attempt =
  | { readonly kind: 'answered'; readonly response: UpstreamResponse }
  | { readonly kind: 'stale'; readonly fault: UpstreamError }
  | { readonly kind: 'failed'; readonly fault: UpstreamError };

/** What is sent, as it goes over the connection. */
export interface TurnRequest {
  readonly request: UpstreamRequest;
  /** Its head, in Latin-1. */
  readonly text: string;
}

export interface TurnOptions {
  /** Whether the connection has served another request, so that it may have died while it rested. */
  readonly isReused: boolean;
  readonly maxHeaderBytes: number;
  /** How long the connection may rest afterwards. */
  readonly idleSocketMs: number;
  /** The connection is free again, and may rest that long; 0 when it must not be used again. */
  over(restMs: number): void;
}

type Settle = (attempt: Attempt) => void;

/** One request and its answer on one connection. Told of all that the connection tells. */
export class Turn implements BodySource, BodyFate {
  readonly #request: UpstreamRequest;
  readonly #socket: Socket;
  readonly #options: TurnOptions;
  readonly #reader: ResponseReader;
  readonly #sender: RequestBody | null;
  #settle: Settle | null = null;
  #answer: AnswerBody | null = null;
  #rawTrailers: readonly string[] = [];
  #hasReceived = false;
  #isPaused = false;
  #isWhole = false;
  #isSent = false;
  #isOver = false;
  #restMs = 0;

  constructor(request: UpstreamRequest, socket: Socket, options: TurnOptions) {
    this.#request = request;
    this.#socket = socket;
    this.#options = options;
    this.#reader = new ResponseReader(request.method, options.maxHeaderBytes);
    this.#sender = request.body === null ? null : new RequestBody(request.body, request, socket, this);
  }

  /** The head goes out at once: the server may say `100 Continue`, or no, before the first byte of the body. */
  run(text: string): Promise<Attempt> {
    const { signal } = this.#request;
    return new Promise((resolve) => {
      this.#settle = resolve;
      if (signal.aborted) return this.#giveUp();
      signal.addEventListener('abort', this.#giveUp, { once: true });
      if (this.#sender !== null) return this.#sender.start(text);
      this.#socket.write(text, 'latin1');
      this.#isSent = true;
    });
  }

  received(bytes: Buffer): void {
    this.#hasReceived = true;
    // More than the answer, while the request is still being sent: whose the rest of it is could not be told.
    if (this.#isWhole) this.#restMs = 0;
    for (const part of this.#reader.push(bytes)) {
      if (this.#isOver) return;
      this.#take(part);
    }
  }

  /** The server sends nothing more. */
  ended(): void {
    if (this.#reader.end() && this.#answer !== null) this.#complete([]);
    this.closed(null);
  }

  /** The connection is gone; `cause` is null when it was closed without a fault. */
  closed(cause: Error | null): void {
    if (this.#isOver) return;
    const untouched = this.#request.body?.readableDidRead !== true && !this.#hasReceived;
    const isStale = this.#options.isReused && untouched && isReset(cause);
    const where = formatAuthority(this.#request.target);
    const why = cause === null ? 'it hung up' : nodeCode(cause);
    const fault = new UpstreamError('broken', `${where} broke off before it was done: ${why}`, { cause });
    this.#fail(fault, isStale ? 'stale' : 'failed');
  }

  drained(): void {
    this.#sender?.goOn();
  }

  goOn(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (!this.#isOver) this.#socket.resume();
  }

  abandon(): void {
    if (this.#isWhole || this.#isOver) return;
    this.#finish(0);
  }

  sent(): void {
    this.#isSent = true;
    this.#finishWhenDone();
  }

  broken(fault: UpstreamError): void {
    this.#fail(fault, 'failed');
  }

  #take(part: ResponsePart): void {
    switch (part.kind) {
      case 'interim':
        this.#passOn(part.head);
        break;
      case 'head':
        // A fresh connection is nobody else's, whatever its server thinks.
        if (this.#request.fresh !== true) {
          this.#restMs = restMs(part.head, part.framing, this.#options.idleSocketMs);
        }
        this.#begin(part.head);
        break;
      case 'data':
        if (this.#answer?.push(part.bytes) === false) this.#pause();
        break;
      case 'end':
        if (part.excess > 0) this.#restMs = 0;
        this.#complete(part.rawTrailers);
        break;
      case 'fault':
        this.#fail(this.#unfit(part.what), 'failed');
    }
  }

  #passOn({ status, rawHeaders }: { readonly status: number; readonly rawHeaders: readonly string[] }): void {
    try {
      this.#request.informational?.(status, rawHeaders);
    } catch (cause) {
      this.#fail(this.#unfit('an interim answer that cannot be passed on', cause), 'failed');
    }
  }

  #begin(head: Pick<UpstreamResponse, 'status' | 'statusMessage' | 'rawHeaders'>): void {
    const body = new AnswerBody(this);
    this.#answer = body;
    this.#settle?.({
      kind: 'answered',
      response: {
        status: head.status,
        statusMessage: head.statusMessage,
        rawHeaders: head.rawHeaders,
        body,
        trailers: () => this.#rawTrailers,
        complete: () => this.#isWhole,
      },
    });
    this.#settle = null;
  }

  #complete(rawTrailers: readonly string[]): void {
    if (this.#isWhole) return;
    this.#rawTrailers = rawTrailers;
    this.#isWhole = true;
    this.#answer?.push(null);
    this.#finishWhenDone();
  }

  #pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  readonly #giveUp = (): void => {
    const where = formatAuthority(this.#request.target);
    const cause: unknown = this.#request.signal.reason;
    this.#fail(new UpstreamError('aborted', `the request to ${where} was given up`, { cause }), 'failed');
  };

  #fail(fault: UpstreamError, kind: 'stale' | 'failed'): void {
    if (this.#isOver) return;
    this.#settle?.({ kind, fault });
    this.#settle = null;
    this.#finish(0);
    if (!this.#isWhole) this.#answer?.destroy(fault);
  }

  /** What no client could be told: the connection is given up with it. */
  #unfit(what: string, cause?: unknown): UpstreamError {
    return new UpstreamError('broken', `${formatAuthority(this.#request.target)} answered with ${what}`, {
      cause,
    });
  }

  #finishWhenDone(): void {
    if (this.#isWhole && this.#isSent) this.#finish(this.#restMs);
  }

  #finish(restMs: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#request.signal.removeEventListener('abort', this.#giveUp);
    this.#sender?.stop();
    this.#options.over(restMs);
  }
}

function isReset(cause: Error | null): boolean {
  const code = cause === null ? 'ECONNRESET' : nodeCode(cause);
  return code === 'ECONNRESET' || code === 'EPIPE';
}
