import type { GitLimits } from './limits.ts';
import type { PackAside } from './pack-aside.ts';
import { Passed, type PassedObjects } from './passed.ts';
import type { PassingSearch } from './passing-messages.ts';
import { type PackToPass, PassingObjects, type Searching } from './passing-objects.ts';
import type { PassingThread } from './passing-thread.ts';

export interface PackReadingOptions {
  readonly searching: Searching;
  readonly format: PackToPass['format'];
  /** What the same search is made with on another thread; null where it cannot be. */
  readonly search: PassingSearch | null;
  readonly thread: Pick<PassingThread, 'take'>;
  readonly limits: GitLimits;
}

type Reader =
  | { readonly kind: 'here'; readonly objects: PassingObjects }
  | { readonly kind: 'aside'; readonly pack: PackAside };

const NONE = { commits: 0, contents: 0 };

/** Reads one pack as it passes by: here, and from `asideBytes` on with a thread of its own where that is free. */
export class PackReading {
  readonly #options: PackReadingOptions;
  readonly #passed = new Passed();
  readonly #found: Passed['add'] = (object) => this.#passed.add(object);
  #reader: Reader;
  #bytes = 0;
  #search: string | null = null;

  constructor(options: PackReadingOptions) {
    this.#options = options;
    const { searching, format, limits } = options;
    this.#reader = {
      kind: 'here',
      objects: new PassingObjects(searching, { format, before: NONE, limits }, this.#found),
    };
  }

  get passed(): PassedObjects {
    return this.#passed;
  }

  /** Resolves when the piece has been read or copied. Throws as `PassingObjects` does. */
  async push(piece: Buffer): Promise<void> {
    const reader = this.#reader;
    switch (reader.kind) {
      case 'aside':
        return reader.pack.push(piece);
      case 'here':
        reader.objects.push(piece);
        this.#bytes += piece.length;
        if (this.#bytes >= this.#options.limits.asideBytes && reader.objects.isReading) {
          await this.#moveAside(reader.objects);
        }
    }
  }

  /** The pack has ended. Resolves when all is known that will be. */
  async end(): Promise<void> {
    const reader = this.#reader;
    switch (reader.kind) {
      case 'here':
        return reader.objects.end();
      case 'aside':
        return reader.pack.end();
    }
  }

  /** No more will come, nor is it waited for. */
  leave(): void {
    if (this.#reader.kind === 'aside') this.#reader.pack.leave();
  }

  async #moveAside(objects: PassingObjects): Promise<void> {
    const { format, search, thread, limits } = this.#options;
    if (search === null) return;
    this.#search ??= JSON.stringify(search);
    const pack = thread.take(this.#search, { format, before: objects.counts, limits }, this.#found);
    if (pack === null) return;
    this.#reader = { kind: 'aside', pack };
    await pack.push(objects.rest());
  }
}
