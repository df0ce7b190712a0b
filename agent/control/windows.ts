import type { ServerResponse } from 'node:http';
import type { ControlEvent } from '../../protocol/control.ts';

export interface WindowLimits {
  readonly maxWindows: number;
  /** What may wait for a window that does not read. */
  readonly maxQueueBytes: number;
  readonly keepAliveMs: number;
  /** How long a window may be away, being reloaded, before its session is closed. */
  readonly sessionGraceMs: number;
  /** How long no window may be there before the agent is taken to be deserted. */
  readonly desertedMs: number;
}

export const DEFAULT_WINDOW_LIMITS: WindowLimits = Object.freeze({
  maxWindows: 64,
  maxQueueBytes: 4 * 1024 ** 2,
  keepAliveMs: 15_000,
  sessionGraceMs: 60_000,
  desertedMs: 30_000,
});

/** Whose window it is, so that it can be told whether that editor goes on without us. */
export interface WindowEditor {
  /** Its name in the file of what was changed (protocol/wiring.ts). */
  readonly id: string;
  /** Process of the editor that the extension host was started by. */
  readonly pid: number;
}

interface Window {
  readonly session: string | null;
  readonly response: ServerResponse;
}

/**
 * Owner of the event streams of editor windows. A stream is also the window's presence: it ends with the window,
 * however that ends.
 */
export class Windows {
  readonly #limits: WindowLimits;
  readonly #leave: (session: string) => void;
  readonly #windows = new Set<Window>();
  readonly #leaving = new Map<string, NodeJS.Timeout>();
  readonly #keepAlive: NodeJS.Timeout;
  /** By id; the process of the window that came last. */
  readonly #editors = new Map<string, number>();
  #deserted = Promise.withResolvers<void>();
  #lastGone: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** `leave` hears of the session of a window that did not come back. */
  constructor(limits: WindowLimits, leave: (session: string) => void) {
    this.#limits = limits;
    this.#leave = leave;
    this.#keepAlive = setInterval(() => this.#sendAll(': keep-alive\n\n'), limits.keepAliveMs).unref();
    this.#awaitFirst();
  }

  get count(): number {
    return this.#windows.size;
  }

  /** Every editor that had a window here. */
  get editors(): readonly WindowEditor[] {
    return [...this.#editors].map(([id, pid]) => ({ id, pid }));
  }

  /** Resolves, the next time that there has been no window for as long as the limits say. */
  get deserted(): Promise<void> {
    return this.#deserted.promise;
  }

  /** False when no more can be taken, and nothing was answered. */
  open(session: string | null, response: ServerResponse, editor: WindowEditor | null = null): boolean {
    if (this.#isClosed || this.#windows.size >= this.#limits.maxWindows) return false;
    if (editor !== null) this.#remember(editor);
    const window: Window = { session, response };
    this.#windows.add(window);
    clearTimeout(this.#lastGone);
    if (session !== null) this.#returned(session);
    response.once('close', () => this.#gone(window));
    response.on('error', () => response.destroy());
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // The connection ends with the stream, so that a stopping agent does not wait for an idle one.
      connection: 'close',
    });
    response.write(': countersign\n\n');
    return true;
  }

  publish(event: ControlEvent): void {
    // JSON has no line breaks of its own, so the data is one line whatever is in it.
    this.#sendAll(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#keepAlive);
    clearTimeout(this.#lastGone);
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    for (const { response } of this.#windows) response.end();
  }

  #sendAll(text: string): void {
    for (const { response } of this.#windows) {
      if (response.writableLength + text.length > this.#limits.maxQueueBytes) response.destroy();
      else response.write(text);
    }
  }

  #gone(window: Window): void {
    this.#windows.delete(window);
    if (this.#isClosed) return;
    const { session } = window;
    if (session !== null && !this.#isThere(session)) this.#awaitReturn(session);
    if (this.#windows.size === 0) this.#awaitFirst();
  }

  #isThere(session: string): boolean {
    return [...this.#windows].some((window) => window.session === session);
  }

  #awaitReturn(session: string): void {
    const timer = setTimeout(() => {
      this.#leaving.delete(session);
      this.#leave(session);
    }, this.#limits.sessionGraceMs);
    this.#leaving.set(session, timer.unref());
  }

  #returned(session: string): void {
    clearTimeout(this.#leaving.get(session));
    this.#leaving.delete(session);
  }

  #remember({ id, pid }: WindowEditor): void {
    this.#editors.delete(id);
    this.#editors.set(id, pid);
    const [oldest] = this.#editors.keys();
    if (this.#editors.size > this.#limits.maxWindows && oldest !== undefined) this.#editors.delete(oldest);
  }

  #awaitFirst(): void {
    this.#lastGone = setTimeout(() => {
      const { resolve } = this.#deserted;
      this.#deserted = Promise.withResolvers<void>();
      resolve();
    }, this.#limits.desertedMs).unref();
  }
}
