interface Waiter {
  readonly seq: number;
  readonly resolve: () => void;
}

/** Those who wait for a number to be passed. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  /** Resolves once a number above `seq` is reached; rejects with the signal's reason. */
  beyond(
    seq: number,
    { reached, signal }: { readonly reached: number; readonly signal: AbortSignal },
  ): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (reached > seq) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        seq,
        resolve: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#waiting.delete(waiter);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiter);
    });
  }

  reach(seq: number): void {
    for (const waiter of this.#waiting) {
      if (seq <= waiter.seq) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }
}
