/** The bytes of an answer as its upstream sent them, kept up to a limit so that they can be read once more. */
export class KeptBytes {
  readonly #maxBytes: number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.isWhole) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  /** Whether all that came is still there. */
  get isWhole(): boolean {
    return this.#bytes <= this.#maxBytes;
  }

  get pieces(): readonly Uint8Array[] {
    return this.#pieces;
  }
}
