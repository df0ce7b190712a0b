/** Larger texts get memory of their own. */
const KEPT_CHARS = 64 * 1024;
/** What stands for a character above ASCII: a byte that is no character of it. */
const OTHER = 0x80;
const ENCODER = new TextEncoder();

/**
 * Texts as bytes, one a character, which are read in half the time. The bytes are those of the last text only: memory
 * of their own would be cleared and collected for longer than they are read.
 */
export class AsciiUnits {
  #kept = new Uint8Array(0);

  of(text: string): Uint8Array {
    const units = this.#room(text.length);
    // In UTF-8 no other text has as many bytes as characters.
    const { read, written } = ENCODER.encodeInto(text, units);
    if (read === text.length && written === text.length) return units;
    for (let at = 0; at < units.length; at += 1) {
      const unit = text.charCodeAt(at);
      units[at] = unit < OTHER ? unit : OTHER;
    }
    return units;
  }

  #room(length: number): Uint8Array {
    if (length > KEPT_CHARS) return new Uint8Array(length);
    if (length > this.#kept.length) this.#kept = new Uint8Array(KEPT_CHARS);
    return this.#kept.subarray(0, length);
  }
}
