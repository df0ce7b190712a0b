import type { ClientResponse } from './client.ts';
import type { Refusal } from './refusal.ts';

/** Clients drop a connection that is silent for a minute. */
const COMMENT_INTERVAL_MS = 10_000;

/** A refusal in the words of the protocol that the client speaks. */
export interface SaidRefusal {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** How one protocol says no. */
export interface Dialect {
  say(refusal: Refusal): SaidRefusal;
  /** The event that ends a stream which has begun, or null where its clients can be told nothing there. */
  event(refusal: Refusal): string | null;
  /** Whether the client reads its answer as an event stream, so that it can be kept waiting by comments. */
  readonly waits: boolean;
}

/**
 * The answer to a client that is kept waiting, as an event stream: comments until it is known what becomes of the
 * request. Nothing is sent before there is a reason to wait.
 */
export class EventStreamAnswer {
  readonly #response: ClientResponse;
  readonly #dialect: Dialect;
  #timer: NodeJS.Timeout | null = null;

  constructor(response: ClientResponse, dialect: Dialect) {
    this.#response = response;
    this.#dialect = dialect;
  }

  keepAlive(): void {
    if (!this.#dialect.waits || this.#timer !== null) return;
    if (!this.#response.headSent) {
      this.#response.head(200, 'OK', ['Content-Type', 'text/event-stream', 'Cache-Control', 'no-cache']);
    }
    this.#comment();
    this.#timer = setInterval(() => this.#comment(), COMMENT_INTERVAL_MS);
  }

  stopKeepAlive(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Ends a stream of comments with the refusal as its event; an answer that has begun is broken. */
  async refuse(refusal: Refusal): Promise<void> {
    const event = this.#timer === null ? null : this.#dialect.event(refusal);
    this.stopKeepAlive();
    if (event === null) return this.#response.destroy();
    this.#response.body.write(event);
    await this.#response.end([]);
  }

  #comment(): void {
    if (this.#response.body.destroyed) this.stopKeepAlive();
    else if (!this.#response.body.writableNeedDrain)
      this.#response.body.write(': waiting for an approval\n\n');
  }
}
