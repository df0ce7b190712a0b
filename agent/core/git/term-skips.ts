/**
 * How far bytes may be passed over when no term has begun (after Wu and Manber): where two bytes stand nowhere among
 * the first `window` bytes of any term, no term lies across them.
 */
export interface TermSkips {
  /** Bytes of the shortest term; every term begins with as many. */
  readonly window: number;
  /**
   * By the last two bytes of a window, `first << 8 | second`: how far on the next window ends that may be a term's.
   * 0: this one may be.
   */
  readonly shift: Uint8Array;
}

/** With shorter windows there is less to pass over than it takes to look. */
const MIN_WINDOW = 4;
const MAX_WINDOW = 255;

/** `spellings` are bytes without NULs, letters A–Z as a–z; null where passing over is not worth while. */
export function buildSkips(spellings: readonly Uint8Array[]): TermSkips | null {
  const window = Math.min(MAX_WINDOW, ...spellings.map((spelling) => spelling.length));
  if (spellings.length === 0 || window < MIN_WINDOW) return null;
  const shift = new Uint8Array(1 << 16).fill(window - 1);
  for (const spelling of spellings) {
    for (let at = 1; at < window; at++) {
      for (const first of cases(spelling[at - 1] ?? 0)) {
        for (const second of cases(spelling[at] ?? 0)) {
          const pair = (first << 8) | second;
          shift[pair] = Math.min(shift[pair] ?? 0, window - 1 - at);
        }
      }
    }
  }
  return { window, shift };
}

function cases(byte: number): readonly number[] {
  return byte >= 0x61 && byte <= 0x7a ? [byte, byte & ~0x20] : [byte];
}
