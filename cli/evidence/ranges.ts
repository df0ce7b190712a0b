/** Numbers that grow, kept as ranges of the first and the last of those without a gap. */
export class Ranges {
  readonly #ranges: [number, number][] = [];

  /** Throws RangeError for one that is not above the last. */
  add(number: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && number <= last[1]) throw new RangeError(`${number} comes after ${last[1]}`);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else this.#ranges.push([number, number]);
  }

  meets(first: number, last: number): boolean {
    return this.#ranges.some(([begin, end]) => begin <= last && end >= first);
  }

  all(): readonly (readonly [number, number])[] {
    return this.#ranges;
  }
}
