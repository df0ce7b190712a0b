import type { Socket } from 'node:net';
import { type Attempt, Turn, type TurnRequest } from './upstream-turn.ts';

export interface ConnectionOptions {
  readonly maxHeaderBytes: number;
  readonly idleSocketMs: number;
  /** It rests, and can take another request. */
  rests(connection: UpstreamConnection): void;
  closed(connection: UpstreamConnection): void;
}

/** One connection to a server, or to a proxy on the way there: one request at a time, until either side is done. */
export class UpstreamConnection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  #turn: Turn | null = null;
  #fault: Error | null = null;
  #isReused = false;
  #rest: { readonly ms: number; readonly timer: NodeJS.Timeout } | null = null;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', (bytes: Buffer) => {
      // Nothing was asked: whatever it is, it belongs to no request.
      if (this.#turn === null) socket.destroy();
      else this.#turn.received(bytes);
    });
    socket.on('drain', () => this.#turn?.drained());
    socket.on('end', () => {
      this.#turn?.ended();
      socket.destroy();
    });
    socket.on('error', (fault: Error) => {
      this.#fault = fault;
    });
    socket.once('close', () => this.#closed());
    if (socket.destroyed) queueMicrotask(() => this.#closed());
  }

  /** Only while it rests or is new. */
  exchange({ request, text }: TurnRequest): Promise<Attempt> {
    const { maxHeaderBytes, idleSocketMs } = this.#options;
    const turn = new Turn(request, this.#socket, {
      isReused: this.#isReused,
      maxHeaderBytes,
      idleSocketMs,
      over: (restMs) => this.#over(restMs),
    });
    this.#turn = turn;
    const result = turn.run(text);
    if (this.#socket.destroyed) turn.closed(this.#fault);
    return result;
  }

  /** False from the moment on at which either side gave it up, which is before `closed` is told. */
  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #over(restMs: number): void {
    this.#turn = null;
    this.#isReused = true;
    const socket = this.#socket;
    if (restMs === 0 || socket.destroyed) return void socket.destroy();
    socket.resume();
    this.#restFor(restMs);
    this.#options.rests(this);
  }

  /** A timer that strikes while the connection is in use does nothing: the next rest starts it anew. */
  #restFor(ms: number): void {
    if (this.#rest?.ms === ms) return void this.#rest.timer.refresh();
    clearTimeout(this.#rest?.timer);
    const timer = setTimeout(() => {
      if (this.#turn === null) this.#socket.destroy();
    }, ms);
    this.#rest = { ms, timer: timer.unref() };
  }

  #closed(): void {
    clearTimeout(this.#rest?.timer);
    this.#turn?.closed(this.#fault);
    this.#options.closed(this);
  }
}
