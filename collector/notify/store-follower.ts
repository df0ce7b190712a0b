import { noticeOf } from '../approval/present.ts';
import type { Store } from '../store/store.ts';
import type { Notice } from './event-streams.ts';

interface FollowerOptions {
  readonly store: Pick<Store, 'approvals' | 'records' | 'log'>;
  readonly publish: (notice: Notice) => void;
  /** Whether somebody hears of records; what nobody hears of is not read. */
  readonly isHeard: () => boolean;
  readonly onFault: (cause: unknown) => void;
}

/** Where the telling begins. */
interface FollowerStart {
  /** The last event of an approval. */
  readonly event: number;
  /** How many records there are, which is the last one's id where collectors share a database. */
  readonly record: number;
}

const MAX_RECORDS = 200;

/** What follows a store, until it is closed. */
export interface Following {
  /** Says that something may have been missed. */
  nudge(): void;
  close(): Promise<void>;
}

/**
 * Tells from now on what any collector on the database stores. Null where no other shares it, and each thing is told
 * by who stores it. `onRecords` is called whenever there are more records.
 */
export async function followStore(
  store: Store,
  { onRecords, ...options }: Omit<FollowerOptions, 'store'> & { readonly onRecords: () => void },
): Promise<Following | null> {
  if (store.watch === null) return null;
  const start = { event: await store.approvals.lastEvent(), record: await store.log.size() };
  const follower = new StoreFollower({ ...options, store }, start);
  const watching = store.watch({
    onApprovals: () => follower.approvalsChanged(),
    onRecords: () => {
      follower.recordsChanged();
      onRecords();
    },
  });
  return {
    nudge: () => {
      follower.approvalsChanged();
      follower.recordsChanged();
      onRecords();
    },
    close: async () => {
      await watching.stop();
      await follower.close();
    },
  };
}

/**
 * Tells what any collector on the database stored, each approval as it is and each record once, in the order in which
 * they were stored. Owner of how far it came.
 */
class StoreFollower {
  readonly #options: FollowerOptions;
  #event: number;
  #record: number;
  readonly #approvals: Follow;
  readonly #records: Follow;

  constructor(options: FollowerOptions, start: FollowerStart) {
    this.#options = options;
    this.#event = start.event;
    this.#record = start.record;
    this.#approvals = new Follow(() => this.#tellApprovals(), options.onFault);
    this.#records = new Follow(() => this.#tellRecords(), options.onFault);
  }

  /** Says that approvals may have changed. */
  approvalsChanged(): void {
    this.#approvals.nudge();
  }

  recordsChanged(): void {
    this.#records.nudge();
  }

  async close(): Promise<void> {
    await Promise.all([this.#approvals.close(), this.#records.close()]);
  }

  async #tellApprovals(): Promise<void> {
    const { store, publish } = this.#options;
    for (;;) {
      const event = await store.approvals.eventAfter(this.#event);
      if (event === null) return;
      const approval = await store.approvals.byId(event.approval);
      // What changed again since is told with its later event.
      if (approval?.revision === event.id) publish(noticeOf(approval));
      this.#event = event.id;
    }
  }

  async #tellRecords(): Promise<void> {
    const { store, publish, isHeard } = this.#options;
    for (;;) {
      if (!isHeard()) {
        this.#record = await store.log.size();
        return;
      }
      const page = await store.records.page({ ...EVERY, after: this.#record });
      const last = page.at(-1);
      if (last === undefined) return;
      for (const record of page) publish({ id: `record-${record.id}`, event: { kind: 'record', record } });
      this.#record = last.id;
    }
  }
}

const EVERY = {
  session: null,
  exchange: null,
  event: null,
  agent: null,
  since: null,
  until: null,
  facets: [],
  words: [],
  order: 'oldest',
  limit: MAX_RECORDS,
} as const;

/** Runs one after the other what was asked for any number of times meanwhile. */
class Follow {
  readonly #tell: () => Promise<void>;
  readonly #onFault: (cause: unknown) => void;
  #running: Promise<void> | null = null;
  #isNudged = false;
  #isClosed = false;

  constructor(tell: () => Promise<void>, onFault: (cause: unknown) => void) {
    this.#tell = tell;
    this.#onFault = onFault;
  }

  nudge(): void {
    if (this.#isClosed) return;
    this.#isNudged = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isNudged && !this.#isClosed) {
      this.#isNudged = false;
      await this.#tell().catch(this.#onFault);
    }
  }
}
