/** The last `max` values that were asked for, by name. */
export class Recent<T> {
  readonly #max: number;
  /** Owned by this object; in the order of their last use. */
  readonly #values = new Map<string, T>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#values.size;
  }

  get(name: string): T | undefined {
    const found = this.#values.get(name);
    if (found !== undefined) this.set(name, found);
    return found;
  }

  set(name: string, value: T): void {
    this.#values.delete(name);
    this.#values.set(name, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#max) return;
      this.#values.delete(oldest);
    }
  }
}
