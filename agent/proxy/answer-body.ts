import { Readable } from 'node:stream';

/** What the reader of a body can do to the connection it comes from. */
export interface BodySource {
  /** More may come. */
  goOn(): void;
  /** Nothing more is wanted, and the body may not have ended. */
  abandon(): void;
}

/** The body of an answer as it comes from upstream. Broken, never ended, where the answer was not whole. */
export class AnswerBody extends Readable {
  readonly #source: BodySource;

  constructor(source: BodySource) {
    // Nobody waits for the end of its life, only for that of its bytes.
    super({ autoDestroy: false });
    this.#source = source;
    // The reader of the body sees the error too; this one is for an answer that nobody reads to its end.
    this.on('error', () => undefined);
  }

  override _read(): void {
    this.#source.goOn();
  }

  override _destroy(fault: Error | null, done: (fault: Error | null) => void): void {
    this.#source.abandon();
    done(fault);
  }
}
