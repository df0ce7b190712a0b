import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import type { CollectorLimits } from '../limits.ts';
import { type PublishPorts, publish } from './publish.ts';
import { publishedSize } from './published.ts';

export interface PublisherOptions extends PublishPorts {
  readonly key: NoteVerifier;
  readonly limits: Pick<CollectorLimits, 'publishMs' | 'maxPublishedLeaves'>;
  /** Told when the files are up with the database. */
  readonly onDone: () => void;
  /** Told when the disk did not take it; it is tried again. */
  readonly onFault: (cause: unknown) => void;
}

/** Keeps the log's files up with the database, in steps of bounded size, and not more often than every so often. */
export interface Publisher {
  /** Says that the log may have grown. */
  nudge(): void;
  /** How many records the files hold. */
  published(): number;
  /** Publishes what is left, then ends; what the disk does not take is published at the next start. */
  close(): Promise<void>;
}

/** Catches up before it resolves. Throws LogError when the files are of another log than the database. */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { directory, log, key } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const publisher = new LogPublisher(options, await publishedSize(directory, log, key));
  await publisher.catchUp();
  return publisher;
}

class LogPublisher implements Publisher {
  readonly #options: PublisherOptions;
  readonly #end = new AbortController();
  #published: number;
  /** The pause and the publishing after it; null when nothing is under way. */
  #running: Promise<void> | null = null;
  /** Whether the log may have grown since it was last looked at. */
  #isNudged = false;

  constructor(options: PublisherOptions, published: number) {
    this.#options = options;
    this.#published = published;
  }

  nudge(): void {
    if (this.#end.signal.aborted) return;
    this.#isNudged = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#isNudged) this.nudge();
    });
  }

  published(): number {
    return this.#published;
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#running;
    await this.catchUp().catch(this.#options.onFault);
  }

  async catchUp(): Promise<void> {
    const { log, limits } = this.#options;
    for (let size = await log.size(); this.#published < size; size = await log.size()) {
      const to = Math.min(size, this.#published + limits.maxPublishedLeaves);
      await publish({ from: this.#published, to }, this.#options);
      this.#published = to;
    }
  }

  async #run(): Promise<void> {
    const { limits, onDone, onFault } = this.#options;
    const paused = delay(limits.publishMs, undefined, { signal: this.#end.signal, ref: false });
    await paused.catch(() => undefined);
    if (this.#end.signal.aborted) return;
    this.#isNudged = false;
    await this.catchUp().then(onDone, (cause: unknown) => {
      this.#isNudged = true;
      onFault(cause);
    });
  }
}
