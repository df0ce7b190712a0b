import { setImmediate } from 'node:timers/promises';
import type { Accepted, Appended, Appending } from '../records.ts';
import type { StoreLimits } from '../store.ts';
import { overloaded } from '../store-error.ts';

/** An append that waits for its turn. */
export interface Waiting {
  readonly appending: Appending<Accepted>;
  readonly resolve: (appended: Appended<Accepted>) => void;
  readonly reject: (cause: unknown) => void;
}

/** What came of one append of a group: what it stored, or what its decision threw. */
export type AppendOutcome =
  | { readonly kind: 'appended'; readonly appended: Appended<Accepted> }
  | { readonly kind: 'refused'; readonly cause: unknown };

/** Stores a group in one transaction; outcomes in the order of the group. Rejects when nothing of it was stored. */
export type StoreGroup = (group: readonly Appending<Accepted>[]) => Promise<readonly AppendOutcome[]>;

/** In one transaction; each has a batch of records at most. */
const MAX_GROUP = 32;

/**
 * Owner of the appends of this process, which go to the database one group after the other: what comes while one group
 * is stored goes with the next, so that the disk is waited for once for all of it. A group has one append an agent.
 */
export class AppendQueue {
  readonly #store: StoreGroup;
  readonly #maxWaiting: number;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(store: StoreGroup, { maxWaitingWrites }: StoreLimits) {
    this.#store = store;
    this.#maxWaiting = maxWaitingWrites;
  }

  /** Rejects with what storing it failed with, or with StoreError `overloaded`. */
  run<T extends Accepted>(appending: Appending<T>): Promise<Appended<T>> {
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(overloaded(this.#maxWaiting));
    return new Promise((resolve, reject) => {
      // A group holds decisions of any kind; each promise is resolved with what its own decision made.
      this.#waiting.push({ appending, resolve: (appended) => resolve(appended as Appended<T>), reject });
      this.#running ??= this.#runAll();
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #runAll(): Promise<void> {
    // Whoever asks while the program reads its sockets goes with the first group.
    await setImmediate();
    while (this.#waiting.length > 0) await this.#storeNow(this.#nextGroup());
    // In the same turn as the look at what waits: whoever comes later starts anew.
    this.#running = null;
  }

  #nextGroup(): readonly Waiting[] {
    const group = new Map<string, Waiting>();
    const later: Waiting[] = [];
    for (const each of this.#waiting) {
      const { agent } = each.appending;
      if (group.size < MAX_GROUP && !group.has(agent)) group.set(agent, each);
      else later.push(each);
    }
    this.#waiting = later;
    return [...group.values()];
  }

  async #storeNow(group: readonly Waiting[]): Promise<void> {
    let outcomes: readonly AppendOutcome[];
    try {
      outcomes = await this.#store(group.map(({ appending }) => appending));
    } catch (cause) {
      await this.#afterFault(group, cause);
      return;
    }
    void tell(group, outcomes);
  }

  /** What one of them made fail is not the others' fault, unless the database is away. */
  async #afterFault(group: readonly Waiting[], cause: unknown): Promise<void> {
    const isOfOne = cause instanceof Error && 'code' in cause && cause.code === 'failed';
    if (isOfOne && group.length > 1) {
      for (const each of group) await this.#storeNow([each]);
      return;
    }
    for (const { reject } of group) reject(cause);
  }
}

/** Records that may be told of before the database's answers to the next group are heard. */
const TOLD_AT_ONCE = 64;

/**
 * In turns of the loop: whoever hears of its records starts on what comes next, and the next group would wait for all
 * of that.
 */
async function tell(group: readonly Waiting[], outcomes: readonly AppendOutcome[]): Promise<void> {
  let told = TOLD_AT_ONCE;
  for (const [at, outcome] of outcomes.entries()) {
    if (told >= TOLD_AT_ONCE) {
      await setImmediate();
      told = 0;
    }
    if (outcome.kind === 'refused') group[at]?.reject(outcome.cause);
    else {
      group[at]?.resolve(outcome.appended);
      told += outcome.appended.stored.length;
    }
  }
}
