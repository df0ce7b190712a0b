/**
 * The time, as one who sets the machine's clock back cannot make it: never before the latest time that the feed
 * confirmed, and going on from there by a clock that nobody sets. A clock that runs ahead is not remembered, since
 * nothing it says is confirmed: a feed's timestamp has expired by then. Owner of the confirmed time.
 */
export class FeedClock {
  readonly #clock: () => Date;
  readonly #monotonicMs: () => number;
  #knownMs = 0;
  #knownAt: number;

  constructor(clock: () => Date, monotonicMs: () => number) {
    this.#clock = clock;
    this.#monotonicMs = monotonicMs;
    this.#knownAt = monotonicMs();
  }

  nowMs(): number {
    return Math.max(this.#clock().getTime(), this.#floorMs());
  }

  /** The feed was found to be fresh at this time. */
  confirm(nowMs: number): void {
    this.#knownMs = nowMs;
    this.#knownAt = this.#monotonicMs();
  }

  /** By how much the machine's clock lags behind what is known; 0 when it does not. */
  behindMs(): number {
    return Math.max(0, this.#floorMs() - this.#clock().getTime());
  }

  #floorMs(): number {
    return this.#knownMs + (this.#monotonicMs() - this.#knownAt);
  }
}
