import { archiveByMagic, isLfsPointerLine, MAGIC_BYTES } from './opacity.ts';

/** A Git LFS pointer has fewer lines than this. */
export const MAX_POINTER_LINES = 16;
/** The first letters of `version` and `oid`: most lines are dismissed by them. */
const POINTER_STARTS: ReadonlySet<number> = new Set([0x76, 0x6f]);

/** What the starts of lines tell. */
export interface LineSigns {
  /** The file starts like an archive, as far as its first line goes. */
  archive: boolean;
  lfsLine: boolean;
}

/** Looks at the starts of lines as they stream; the rest of them is not kept. */
export class FirstLines {
  readonly #head = new Uint8Array(MAGIC_BYTES);
  #length = 0;
  #wanted: 'magic' | 'pointer' | 'none' = 'none';

  /** `magic` is for the first line of a file, `none` for lines behind `MAX_POINTER_LINES`. */
  startLine(wanted: 'magic' | 'pointer' | 'none'): void {
    this.#length = 0;
    this.#wanted = wanted;
  }

  keep(bytes: Uint8Array, from: number, to: number): void {
    if (this.#wanted === 'none' || this.#length === MAGIC_BYTES || from === to) return;
    if (this.#wanted === 'pointer' && this.#length === 0 && !POINTER_STARTS.has(bytes[from] ?? 0)) {
      this.#wanted = 'none';
      return;
    }
    const piece = bytes.subarray(from, Math.min(to, from + MAGIC_BYTES - this.#length));
    this.#head.set(piece, this.#length);
    this.#length += piece.length;
  }

  /** Writes down what the line was a sign of. */
  endLine(signs: LineSigns): void {
    if (this.#wanted === 'none') return;
    const head = this.#head.subarray(0, this.#length);
    if (this.#wanted === 'magic') signs.archive = archiveByMagic(head);
    if (!POINTER_STARTS.has(head[0] ?? 0)) return;
    if (isLfsPointerLine(String.fromCharCode(...head.subarray(0, 80)))) signs.lfsLine = true;
  }
}
