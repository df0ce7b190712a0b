import { overloaded } from '../store/store-error.ts';

/** Owner of the count of each agent's batches that are being stored. An agent is at most one entry of it. */
export class BatchesUnderWay {
  readonly #maxPerAgent: number;
  readonly #counts = new Map<string, number>();

  constructor(maxPerAgent: number) {
    this.#maxPerAgent = maxPerAgent;
  }

  /** Rejects with StoreError `overloaded` where this agent has its share: it leaves none for the others. */
  async run<T>(agent: string, work: () => Promise<T>): Promise<T> {
    const count = this.#counts.get(agent) ?? 0;
    if (count >= this.#maxPerAgent) throw overloaded(this.#maxPerAgent);
    this.#counts.set(agent, count + 1);
    try {
      return await work();
    } finally {
      const left = (this.#counts.get(agent) ?? 1) - 1;
      if (left === 0) this.#counts.delete(agent);
      else this.#counts.set(agent, left);
    }
  }
}
