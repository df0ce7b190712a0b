import { Refusal } from './refusal.ts';

/** Lets a bounded number of exchanges in, and none once it is shut. Owned by the agent. */
export class Turnstile {
  readonly #max: number;
  #inside = 0;
  #isShut = false;

  constructor(max: number) {
    this.#max = max;
  }

  get inside(): number {
    return this.#inside;
  }

  /** Returns how to leave. Throws `too-many-exchanges` or `shutting-down`. */
  enter(): () => void {
    if (this.#isShut) {
      throw new Refusal('accept', 'shutting-down', 'the agent is stopping', {
        hint: 'start it again, then try again',
      });
    }
    if (this.#inside >= this.#max) {
      throw new Refusal(
        'accept',
        'too-many-exchanges',
        `${this.#max} exchanges are under way, which is the limit`,
        {
          hint: 'try again when some have ended',
        },
      );
    }
    this.#inside += 1;
    let isInside = true;
    return () => {
      if (isInside) this.#inside -= 1;
      isInside = false;
    };
  }

  shut(): void {
    this.#isShut = true;
  }
}
