/**
 * How many bytes of records the collector has not acknowledged. Holds one number a record, so its own size is
 * bounded by the journal's limit.
 */
export class Backlog {
  #acknowledged: number;
  #bytes = 0;
  /** Lengths of the records after `#acknowledged`, from index `#first` on. */
  #lengths: number[] = [];
  #first = 0;

  constructor(acknowledged: number) {
    this.#acknowledged = acknowledged;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the length of the next record. */
  push(length: number): void {
    this.#lengths.push(length);
    this.#bytes += length;
  }

  /** Everything up to and including `seq` is the collector's. */
  acknowledge(seq: number): void {
    while (this.#acknowledged < seq) {
      const length = this.#lengths[this.#first];
      if (length === undefined) throw new RangeError(`record ${seq} is not in the backlog`);
      this.#bytes -= length;
      this.#first += 1;
      this.#acknowledged += 1;
    }
    this.#compact();
  }

  #compact(): void {
    if (this.#first * 2 < this.#lengths.length) return;
    this.#lengths = this.#lengths.slice(this.#first);
    this.#first = 0;
  }
}
