import { JournalError } from './journal-error.ts';

/** Something that waits to be committed. Whoever takes it settles it. */
export interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (cause: unknown) => void;
}

export interface CommitQueueOptions<Item, Result> {
  readonly maxWaiting: number;
  /**
   * Takes at least one, in order, and settles all it took; never rejects. It runs once at a time, so
   * those that arrive during one flush share the next.
   */
  readonly commit: (take: () => Waiting<Item, Result> | undefined) => Promise<void>;
}

/** Owner of the appends that wait; nothing else decides in which order they get their numbers. */
export class CommitQueue<Item, Result> {
  readonly #options: CommitQueueOptions<Item, Result>;
  readonly #waiting: Waiting<Item, Result>[] = [];
  #running: Promise<void> | null = null;
  #open = true;

  constructor(options: CommitQueueOptions<Item, Result>) {
    this.#options = options;
  }

  submit(item: Item): Promise<Result> {
    if (!this.#open) return Promise.reject(new JournalError('closed', 'the journal is closed'));
    if (this.#waiting.length >= this.#options.maxWaiting) {
      const seen = `${this.#waiting.length} records wait for the disk`;
      return Promise.reject(new JournalError('overloaded', `${seen}, which is the limit`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Takes nothing more; resolves when all that waited is settled. */
  async close(): Promise<void> {
    this.#open = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    // Whoever appends in the same turn comes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#options.commit(() => this.#waiting.shift());
    this.#running = null;
  }
}
