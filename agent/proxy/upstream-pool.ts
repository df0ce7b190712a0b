import type { Socket } from 'node:net';
import { UpstreamConnection } from './upstream-connection.ts';
import { UpstreamError } from './upstream-error.ts';

export interface PoolLimits {
  readonly maxSockets: number;
  readonly maxSocketsPerHost: number;
  /** An idle connection older than this is closed: the server's own limit must not strike first. */
  readonly idleSocketMs: number;
}

/** Where connections lead that can stand for each other. */
export interface Place {
  /** The same for the same place, and for no other. */
  readonly name: string;
  /** Throws UpstreamError. */
  open(signal: AbortSignal): Promise<Socket>;
}

export interface Wish {
  /** No connection that has rested. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
}

/** The connections to one place. */
interface Shelf {
  readonly name: string;
  /** The one that rested shortest is the last. */
  readonly resting: UpstreamConnection[];
  /** In order; bounded by the exchanges, each of which waits once. */
  readonly waiting: Waiter[];
  /** Resting, in use, or being made. */
  open: number;
}

interface Waiter {
  readonly fresh: boolean;
  /** With a connection, or with null: there is room to open one. */
  readonly resolve: (connection: UpstreamConnection | null) => void;
  readonly reject: (fault: UpstreamError) => void;
}

/** Owner of the connections upstream. Those that rest are lent again, the last used one first. */
export class UpstreamPool {
  readonly #limits: PoolLimits & { readonly maxHeaderBytes: number };
  readonly #shelves = new Map<string, Shelf>();
  readonly #connections = new Map<UpstreamConnection, Shelf>();
  #open = 0;
  #isClosed = false;

  constructor(limits: PoolLimits & { readonly maxHeaderBytes: number }) {
    this.#limits = limits;
  }

  /** A connection that rests, to be used at once; null when there is none. */
  lend(place: Place): UpstreamConnection | null {
    const resting = this.#shelves.get(place.name)?.resting ?? [];
    for (let last = resting.pop(); last !== undefined; last = resting.pop()) {
      if (last.isOpen) return last;
    }
    return null;
  }

  /** A connection for one request, to be used at once. Throws UpstreamError. */
  async take(place: Place, wish: Wish): Promise<UpstreamConnection> {
    if (this.#isClosed) throw CLOSED();
    const resting = wish.fresh ? null : this.lend(place);
    if (resting !== null) return resting;
    const shelf = this.#shelfOf(place.name);
    if (!this.#reserve(shelf)) {
      const given = await this.#wait(shelf, wish);
      if (given !== null) return given;
    }
    return await this.#connect(shelf, place, wish.signal);
  }

  close(): void {
    this.#isClosed = true;
    for (const shelf of this.#shelves.values()) {
      for (const waiter of shelf.waiting.splice(0)) waiter.reject(CLOSED());
    }
    for (const connection of this.#connections.keys()) connection.destroy();
  }

  #shelfOf(name: string): Shelf {
    const known = this.#shelves.get(name);
    if (known !== undefined) return known;
    const shelf: Shelf = { name, resting: [], waiting: [], open: 0 };
    this.#shelves.set(name, shelf);
    return shelf;
  }

  /** Takes the room for one more connection; where there is none, makes one that rests give way. */
  #reserve(shelf: Shelf): boolean {
    const { maxSockets, maxSocketsPerHost } = this.#limits;
    const isFull = shelf.open >= maxSocketsPerHost;
    if (!isFull && this.#open < maxSockets) {
      shelf.open += 1;
      this.#open += 1;
      return true;
    }
    const shelves = isFull ? [shelf] : [...this.#shelves.values()];
    shelves
      .find(({ resting }) => resting.length > 0)
      ?.resting.shift()
      ?.destroy();
    return false;
  }

  async #wait(shelf: Shelf, { fresh, signal }: Wish): Promise<UpstreamConnection | null> {
    return await new Promise((resolve, reject) => {
      const giveUp = (): void => {
        const at = shelf.waiting.indexOf(waiter);
        if (at !== -1) shelf.waiting.splice(at, 1);
        reject(new UpstreamError('aborted', 'the request was given up while it waited for a connection'));
      };
      const waiter: Waiter = {
        fresh,
        resolve: (connection) => {
          signal.removeEventListener('abort', giveUp);
          resolve(connection);
        },
        reject,
      };
      signal.addEventListener('abort', giveUp, { once: true });
      shelf.waiting.push(waiter);
    });
  }

  async #connect(shelf: Shelf, place: Place, signal: AbortSignal): Promise<UpstreamConnection> {
    let socket: Socket;
    try {
      socket = await place.open(signal);
    } catch (fault) {
      this.#free(shelf);
      throw fault;
    }
    const connection = new UpstreamConnection(socket, {
      ...this.#limits,
      rests: (rested) => this.#rests(rested, shelf),
      closed: (gone) => this.#closed(gone, shelf),
    });
    this.#connections.set(connection, shelf);
    if (this.#isClosed) connection.destroy();
    return connection;
  }

  #rests(connection: UpstreamConnection, shelf: Shelf): void {
    const next = shelf.waiting.findIndex(({ fresh }) => !fresh);
    const [waiter] = next === -1 ? [] : shelf.waiting.splice(next, 1);
    if (waiter !== undefined) waiter.resolve(connection);
    else if (this.#isClosed || this.#isAnyoneWaiting()) connection.destroy();
    else shelf.resting.push(connection);
  }

  #closed(connection: UpstreamConnection, shelf: Shelf): void {
    if (!this.#connections.delete(connection)) return;
    const at = shelf.resting.indexOf(connection);
    if (at !== -1) shelf.resting.splice(at, 1);
    this.#free(shelf);
  }

  #free(shelf: Shelf): void {
    shelf.open -= 1;
    this.#open -= 1;
    const next = [shelf, ...this.#shelves.values()].find(
      (each) => each.waiting.length > 0 && this.#hasRoom(each),
    );
    if (next !== undefined) {
      next.open += 1;
      this.#open += 1;
      next.waiting.shift()?.resolve(null);
    }
    if (shelf.open === 0 && shelf.waiting.length === 0) this.#shelves.delete(shelf.name);
  }

  #hasRoom(shelf: Shelf): boolean {
    return shelf.open < this.#limits.maxSocketsPerHost && this.#open < this.#limits.maxSockets;
  }

  #isAnyoneWaiting(): boolean {
    if (this.#open < this.#limits.maxSockets) return false;
    return [...this.#shelves.values()].some(({ waiting }) => waiting.length > 0);
  }
}

const CLOSED = (): UpstreamError => new UpstreamError('closed', 'the agent is shutting down');
