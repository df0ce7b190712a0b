import { JournalError } from './journal-error.ts';

/** Something that waits to be committed. Whoever takes it settles it. */
export interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (cause: unknown) => void;
}

export interface CommitQueueOptions<Item, Result> {
  readonly maxWaiting: number;
  /** How long something that is in no hurry waits for company. */
  readonly maxLingerMs: number;
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
  /** How many of them, from the first one on, are to be committed at once. */
  #due = 0;
  /** Runs while what waits is in no hurry. */
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #open = true;

  constructor(options: CommitQueueOptions<Item, Result>) {
    this.#options = options;
  }

  /** One that lingers is committed with the next that does not, or after `maxLingerMs`. */
  submit(item: Item, { lingers }: { readonly lingers: boolean } = { lingers: false }): Promise<Result> {
    if (!this.#open) return Promise.reject(new JournalError('closed', 'the journal is closed'));
    if (this.#waiting.length >= this.#options.maxWaiting) {
      const seen = `${this.#waiting.length} records wait for the disk`;
      return Promise.reject(new JournalError('overloaded', `${seen}, which is the limit`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (lingers) this.#timer ??= setTimeout(() => this.#hurry(), this.#options.maxLingerMs);
      else this.#hurry();
    });
  }

  /** Takes nothing more; resolves when all that waited is settled. */
  async close(): Promise<void> {
    this.#open = false;
    this.#hurry();
    await this.#running;
  }

  #hurry(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = this.#waiting.length;
    if (this.#due > 0) this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // Whoever appends in the same turn comes along.
    await Promise.resolve();
    while (this.#due > 0) await this.#options.commit(() => this.#take());
    this.#running = null;
  }

  #take(): Waiting<Item, Result> | undefined {
    this.#due = Math.max(this.#due - 1, 0);
    return this.#waiting.shift();
  }
}
