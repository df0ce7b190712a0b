import type { ServerResponse } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Origin } from './accept.ts';

/** What becomes of one answer. */
export interface AnswerFate {
  /** Aborts when the connection ends before the answer is out. */
  readonly signal: AbortSignal;
  /** Settles once the answer is out or the connection has ended; `signal` tells the two apart. */
  over(): Promise<void>;
}

/** An answer that is not out yet. */
class Unanswered implements AnswerFate {
  readonly response: ServerResponse;
  readonly #gone = new AbortController();
  #isOver = false;
  #tell = (): void => undefined;

  constructor(response: ServerResponse) {
    this.response = response;
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  over(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isOver) resolve();
      else this.#tell = resolve;
    });
  }

  out(): void {
    this.#isOver = true;
    this.#tell();
  }

  lost(): void {
    this.#gone.abort();
    this.out();
  }
}

/** What is known of one HTTP/1.1 connection. */
export class Connection {
  readonly origin: Origin;
  /** In the order of their requests; seldom more than one. */
  #unanswered: readonly Unanswered[] = [];
  readonly #onAnswered: () => void;
  /** Whether nothing was asked here so far, or only for a tunnel that is not there yet. */
  isSilent = true;

  constructor(origin: Origin, onAnswered: () => void) {
    this.origin = origin;
    this.#onAnswered = onAnswered;
  }

  fateOf(response: ServerResponse): AnswerFate {
    const unanswered = new Unanswered(response);
    this.#unanswered = [...this.#unanswered, unanswered];
    response.on('finish', () => {
      this.#unanswered = this.#unanswered.filter((each) => each !== unanswered);
      unanswered.out();
      this.#onAnswered();
    });
    return unanswered;
  }

  get isAnswering(): boolean {
    return this.#unanswered.some(({ response }) => response.headersSent);
  }

  /** Aborts whatever waits for an answer here. */
  abandon(): void {
    for (const each of this.#unanswered) each.lost();
    this.#unanswered = [];
  }
}

const PROXY: Origin = { kind: 'proxy' };

/** Owner of every connection that a listener took: accepted sockets, and the plain insides of its own CONNECTs. */
export class Connections {
  readonly #known = new Map<Duplex, Connection>();
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #origins = new WeakMap<Duplex, Origin>();
  readonly #onAnswered: () => void;
  #isClosing = false;

  /** `onIdle`: an answer is out while the listener closes, so its connection may be idle now. */
  constructor(onIdle: () => void) {
    this.#onAnswered = () => {
      if (this.#isClosing) onIdle();
    };
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** To be said before `add`: the requests of this connection come from inside a CONNECT. */
  setOrigin(socket: Duplex, origin: Origin): void {
    this.#origins.set(socket, origin);
  }

  /** Once is enough. */
  add(socket: Duplex): Connection {
    const known = this.#known.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(this.#origins.get(socket) ?? PROXY, this.#onAnswered);
    this.#known.set(socket, connection);
    if (this.#isClosing) socket.destroy();
    socket.once('close', () => {
      this.#known.delete(socket);
      connection.abandon();
    });
    return connection;
  }

  /** The one on which something was asked. */
  of(socket: Duplex): Connection {
    const connection = this.add(socket);
    connection.isSilent = false;
    return connection;
  }

  addSession(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
    if (this.#isClosing) session.close();
  }

  /** No further request on any connection; what is under way goes on. Node closes those that have asked and rest. */
  startClosing(): void {
    this.#isClosing = true;
    for (const session of this.#sessions) session.close();
    for (const [socket, { isSilent }] of this.#known) if (isSilent) socket.destroy();
  }

  cut(): void {
    for (const session of this.#sessions) session.destroy();
    for (const socket of this.#known.keys()) socket.destroy();
  }
}
