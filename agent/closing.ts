/** What was opened, closed in the opposite order: nobody is left waiting for someone who has gone. */
export class Closing {
  readonly #closers: (() => Promise<void> | void)[] = [];

  /** Notes how to close what was just opened; gives it back. */
  add<T>(opened: T, close: (opened: T) => Promise<void> | void): T {
    this.#closers.push(() => close(opened));
    return opened;
  }

  /** Closes everything, even when some of it fails to; throws the first failure at the end. */
  async run(): Promise<void> {
    const faults: unknown[] = [];
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      try {
        await close();
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw faults[0];
  }
}
