import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { ApiFault } from '../api-fault.ts';
import type { CollectorLimits } from '../limits.ts';
import type { Describe } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import { facetsOf, wordsOf } from './facets.ts';
import { standingOf } from './standing.ts';
import { talliesOf } from './tallies.ts';

export const describeRecord: Describe = (record, opened) => ({
  facets: facetsOf(record, opened),
  words: wordsOf(record),
  tallies: talliesOf(record),
  standing: standingOf(record),
});

export interface IndexerOptions {
  readonly store: Pick<Store, 'search'>;
  readonly limits: Pick<CollectorLimits, 'indexPauseMs' | 'indexWaitMs' | 'maxIndexedAtOnce'>;
  /** Checks the signatures of some that nobody has looked at; false once none is left. */
  readonly checkSome: () => Promise<boolean>;
  /** Told when everything can be found. */
  readonly onDone: () => void;
  readonly onFault: (cause: unknown) => void;
}

/** Checks and makes findable what was acknowledged, a few records at a time, so that no agent waits for it. */
export interface Indexer {
  /** Says that there may be new records. */
  nudge(): void;
  /**
   * Resolves when everything that was stored before can be found. Rejects with ApiFault `indexing` where that takes longer
   * than `indexWaitMs`, as after an upgrade that indexes anew, or this ends before.
   */
  upToDate(): Promise<void>;
  /** Leaves the rest to the next start. */
  close(): Promise<void>;
}

export function openIndexer(options: IndexerOptions): Indexer {
  const indexer = new BackgroundIndexer(options);
  indexer.nudge();
  return indexer;
}

/** How often a search that waits looks how far it is. */
const LOOK_MS = 20;

class BackgroundIndexer implements Indexer {
  readonly #options: IndexerOptions;
  readonly #end = new AbortController();
  /** The pause before indexing; null when none is under way. */
  #waiting: Promise<void> | null = null;
  /** Whether there may be records that the indexing under way has not seen. */
  #isNudged = false;
  /** Whether everything can be found once it has ended. */
  #running: Promise<boolean> | null = null;

  constructor(options: IndexerOptions) {
    this.#options = options;
  }

  nudge(): void {
    if (this.#end.signal.aborted) return;
    this.#isNudged = true;
    this.#waiting ??= this.#afterPause().finally(() => {
      this.#waiting = null;
      if (this.#isNudged) this.nudge();
    });
  }

  async upToDate(): Promise<void> {
    const { store, limits } = this.#options;
    const until = performance.now() + limits.indexWaitMs;
    const { stored: goal, indexed } = await store.search.progress();
    if (indexed >= goal) return;
    // What is stored meanwhile is not waited for: where agents send without a pause, that would never end.
    while (performance.now() < until && !this.#end.signal.aborted) {
      await Promise.race([this.#run(), delay(LOOK_MS, undefined, { ref: false })]);
      if ((await store.search.progress()).indexed >= goal) return;
    }
    throw new ApiFault(
      'indexing',
      `${await store.search.behind()} records cannot be found by what they say yet`,
    );
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#waiting;
    await this.#running?.catch(this.#options.onFault);
  }

  async #afterPause(): Promise<void> {
    const { limits, onDone, onFault } = this.#options;
    const pause = delay(limits.indexPauseMs, undefined, { signal: this.#end.signal, ref: false });
    await pause.catch(() => undefined);
    this.#isNudged = false;
    if (!this.#end.signal.aborted) await this.#run().then((isDone) => isDone && onDone(), onFault);
  }

  #run(): Promise<boolean> {
    this.#running ??= this.#indexAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #indexAll(): Promise<boolean> {
    while (!this.#end.signal.aborted) {
      if (!(await this.#indexSome())) return true;
      await nextTurn();
    }
    return false;
  }

  /** False once nothing is left. */
  async #indexSome(): Promise<boolean> {
    const { store, limits, checkSome } = this.#options;
    const hasChecked = await checkSome();
    const indexed = await store.search.indexNext(limits.maxIndexedAtOnce, describeRecord);
    return hasChecked || indexed > 0;
  }
}
