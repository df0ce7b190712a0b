/** A set of small numbers that is emptied in no time. Owned by whoever called `begin` last. */
export class Marks {
  readonly #rounds: Uint32Array;
  #round = 0;

  /** Takes numbers below `size`. */
  constructor(size: number) {
    this.#rounds = new Uint32Array(size);
  }

  /** Empties the set. */
  begin(): void {
    this.#round += 1;
    if (this.#round < 0xffffffff) return;
    this.#rounds.fill(0);
    this.#round = 1;
  }

  /** False when the number is in the set already. */
  mark(number: number): boolean {
    if (this.#rounds[number] === this.#round) return false;
    this.#rounds[number] = this.#round;
    return true;
  }
}
