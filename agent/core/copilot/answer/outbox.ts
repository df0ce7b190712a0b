import type { EventStreamItem } from '../event-stream.ts';
import { AnswerError } from './answer-error.ts';

/** Events on their way to the client, which wait in order while a tool call among them is not whole. */
export class Outbox {
  readonly #maxHeldChars: number;
  #held: (() => readonly EventStreamItem[])[] = [];
  #heldChars = 0;
  #isHolding = false;

  constructor(maxHeldChars: number) {
    this.#maxHeldChars = maxHeldChars;
  }

  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** From here on events wait. */
  hold(): void {
    this.#isHolding = true;
  }

  /**
   * Events to be written down when they may go; `chars` is what waiting for it takes. While it waits, a comment
   * goes in its place: a client takes a silent connection for a dead one.
   */
  put(chars: number, render: () => readonly EventStreamItem[]): readonly EventStreamItem[] {
    if (!this.#isHolding) return render();
    this.#heldChars += chars;
    if (this.#heldChars > this.#maxHeldChars) {
      throw new AnswerError(
        'too-large',
        `events of over ${this.#maxHeldChars} characters wait for a tool call to end`,
      );
    }
    this.#held.push(render);
    return [{ kind: 'comment' }];
  }

  /** Items that go before all that waits; they go at once when nothing does. */
  putFirst(items: readonly EventStreamItem[]): readonly EventStreamItem[] {
    if (!this.#isHolding) return items;
    this.#held.unshift(() => items);
    return [];
  }

  /** All that waits, in order. */
  release(): readonly EventStreamItem[] {
    const items = this.#held.flatMap((render) => render());
    this.#held = [];
    this.#heldChars = 0;
    this.#isHolding = false;
    return items;
  }
}
