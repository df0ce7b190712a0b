import { ApiFault } from '../api-fault.ts';
import type { CollectorLimits } from '../limits.ts';

type AttemptLimits = Pick<CollectorLimits, 'maxSignInFailures' | 'signInWindowMs'>;

/** Owner of the failed sign-ins of the last window. Everybody on loopback has one address, so all share one bound. */
export class SignInAttempts {
  readonly #limits: AttemptLimits;
  readonly #clock: () => Date;
  #failedAt: readonly number[] = [];

  constructor(limits: AttemptLimits, clock: () => Date) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Before a token is looked at: while too many have failed, a right one is refused as well. */
  refuseMore(): void {
    const since = this.#clock().getTime() - this.#limits.signInWindowMs;
    this.#failedAt = this.#failedAt.filter((at) => at > since);
    if (this.#failedAt.length >= this.#limits.maxSignInFailures) {
      throw new ApiFault('too-many', `${this.#failedAt.length} sign-ins have failed, which is the limit`);
    }
  }

  failed(): void {
    this.#failedAt = [...this.#failedAt, this.#clock().getTime()];
  }
}
