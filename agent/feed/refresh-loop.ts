import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '../audit/backoff.ts';

export interface LoopOptions {
  /** True when it went well. Must not reject. */
  readonly run: () => Promise<boolean>;
  readonly refreshMs: number;
  readonly retryMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Owner of when the feed is asked: at intervals, sooner after a failure, at once when woken, never twice at a time. */
export class RefreshLoop {
  readonly #options: LoopOptions;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #failures = 0;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #following: Promise<void> = Promise.resolve();

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#following = this.#follow();
  }

  /** Asks now. Whoever comes while it is being asked waits for an answer that was asked for after that. */
  now(): Promise<void> {
    if (this.#running === null) {
      this.#running = this.#run().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.now();
    });
    return this.#next;
  }

  wake(): void {
    this.#wake.abort();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    await this.#running;
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await pause(
        pauseMs(this.#options, this.#failures),
        AbortSignal.any([this.#stop.signal, this.#wake.signal]),
      );
      if (this.#stop.signal.aborted) return;
      this.#wake = new AbortController();
      await this.now();
    }
  }

  async #run(): Promise<void> {
    const isGood = await this.#options.run();
    this.#failures = isGood ? 0 : this.#failures + 1;
  }
}

/** Between half of the interval and all of it, so that agents do not come together; after failures, sooner. */
export function pauseMs(
  { refreshMs, retryMs, random }: Pick<LoopOptions, 'refreshMs' | 'retryMs' | 'random'>,
  failures: number,
): number {
  if (failures === 0) return refreshMs * (0.5 + random() / 2);
  return backoffMs(failures - 1, { minMs: retryMs, maxMs: refreshMs }, random);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal, ref: false });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
