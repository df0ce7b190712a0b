import type { FoundSecret } from '../../../protocol/copilot.ts';

/** What was masked, for a record: each kind at each place once, with how often; never a value. */
export class Tally {
  readonly #max: number;
  readonly #counts = new Map<string, FoundSecret>();

  /** Past `max` entries what is new is counted by its rule and place alone. */
  constructor(max = Number.POSITIVE_INFINITY) {
    this.#max = max;
  }

  add({ rule, placeholder, where }: Omit<FoundSecret, 'count'>): void {
    const key = JSON.stringify([rule, placeholder, where]);
    const known = this.#counts.get(key);
    if (known === undefined && placeholder !== null && this.#counts.size >= this.#max)
      this.add({ rule, placeholder: null, where });
    else this.#counts.set(key, { rule, placeholder, where, count: (known?.count ?? 0) + 1 });
  }

  found(): readonly FoundSecret[] {
    return [...this.#counts.values()];
  }
}
