import { setTimeout as delay } from 'node:timers/promises';
import type { Approval } from '../../protocol/approval.ts';
import type { CollectorClient } from '../collector-client/client.ts';
import { isTransient } from '../collector-client/collector-error.ts';
import { ApprovalError } from './approval-error.ts';

export interface FollowerTimes {
  /** The first pause after the stream was lost; it doubles up to `maxPauseMs`. */
  readonly minPauseMs: number;
  readonly maxPauseMs: number;
  /** How often every followed approval is asked for, in case the stream kept something back. */
  readonly pollMs: number;
}

interface Watch {
  readonly id: string;
  readonly tell: (approval: Approval) => void;
  readonly fail: (cause: unknown) => void;
}

/**
 * Owner of the one event stream that all held exchanges of this agent share. It is open while anybody waits. A
 * collector that is away is waited for; an answer that cannot be believed ends the wait that asked for it.
 */
export class Follower {
  readonly #client: Pick<CollectorClient, 'events' | 'get'>;
  readonly #times: FollowerTimes;
  readonly #watches = new Set<Watch>();
  #running: AbortController | null = null;

  constructor(client: Pick<CollectorClient, 'events' | 'get'>, times: FollowerTimes) {
    this.#client = client;
    this.#times = times;
  }

  /** The first state of this approval that `isLast` says yes to; `onChange` gets every one seen. */
  async until(
    id: string,
    {
      isLast,
      onChange,
    }: { readonly isLast: (approval: Approval) => boolean; readonly onChange: (approval: Approval) => void },
    signal: AbortSignal,
  ): Promise<Approval> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        signal.removeEventListener('abort', abort);
        this.#remove(watch);
        settle();
      };
      const abort = (): void => finish(() => reject(signal.reason));
      const watch: Watch = {
        id,
        fail: (cause) => finish(() => reject(cause)),
        tell: (approval) => {
          onChange(approval);
          if (isLast(approval)) finish(() => resolve(approval));
        },
      };
      signal.addEventListener('abort', abort);
      this.#add(watch);
    });
  }

  /** Ends every wait. */
  close(): void {
    for (const watch of [...this.#watches]) watch.fail(new ApprovalError('closed', 'the agent is stopping'));
  }

  #add(watch: Watch): void {
    this.#watches.add(watch);
    if (this.#running === null) {
      this.#running = new AbortController();
      void this.#follow(this.#running.signal);
      void this.#pollUntil(this.#running.signal);
    }
    // What was decided before the stream is open, or while it is, is not sent again.
    void this.#ask(watch);
  }

  #remove(watch: Watch): void {
    this.#watches.delete(watch);
    if (this.#watches.size > 0) return;
    this.#running?.abort();
    this.#running = null;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let pauseMs = this.#times.minPauseMs;
    while (!signal.aborted) {
      try {
        const events = await this.#client.events(signal);
        await this.#askAll();
        for await (const event of events) {
          pauseMs = this.#times.minPauseMs;
          if (event.kind === 'approval') this.#tell(event.approval);
        }
      } catch {
        // The polls go on and see the same fault where it matters; here it only means to connect again.
      }
      await pause(pauseMs, signal);
      pauseMs = Math.min(2 * pauseMs, this.#times.maxPauseMs);
    }
  }

  async #pollUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.#times.pollMs, signal);
      await this.#askAll();
    }
  }

  #tell(approval: Approval): void {
    for (const watch of [...this.#watches]) {
      if (watch.id === approval.id) watch.tell(approval);
    }
  }

  async #askAll(): Promise<void> {
    for (const watch of [...this.#watches]) await this.#ask(watch);
  }

  async #ask(watch: Watch): Promise<void> {
    try {
      const approval = await this.#client.get(watch.id);
      if (this.#watches.has(watch)) watch.tell(approval);
    } catch (cause) {
      if (this.#watches.has(watch) && !isTransient(cause)) watch.fail(cause);
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
