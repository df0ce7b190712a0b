import type { ChangeSecret } from '../../../protocol/operation.ts';
import { FirstLines, type LineSigns, MAX_POINTER_LINES } from './first-lines.ts';
import { archiveByMagic, MAGIC_BYTES } from './opacity.ts';
import { type ContentSearch, SecretScan } from './secret-scan.ts';
import { TermScan } from './terms.ts';

/** What a whole content came to, all of it taken as added. */
export interface ScannedContent {
  readonly size: number;
  readonly lines: number;
  readonly archive: boolean;
  readonly terms: readonly string[];
  readonly secrets: readonly ChangeSecret[];
  /** What there is to tell of it as an added file, where Git would make one hunk of a text and none of the rest. */
  readonly asAdded: Readonly<LineSigns> & { readonly nul: boolean };
}

const LF = 0x0a;
/** Git takes what has a NUL among so many bytes for no text (xdiff-interface, `buffer_is_binary`). */
const BINARY_WITHIN_BYTES = 8000;

/** Reads contents one after the other without keeping them, in pieces of any size. */
export class ContentScan {
  readonly #scan: TermScan;
  readonly #secrets: SecretScan | null;
  readonly #head = new Uint8Array(MAGIC_BYTES);
  readonly #firstLines = new FirstLines();
  #signs: LineSigns = { archive: false, lfsLine: false };
  #firstNul = -1;
  #read = 0;
  #lines = 0;
  #lastByte = LF;

  constructor({ automaton, detector }: ContentSearch) {
    this.#scan = new TermScan(automaton);
    this.#secrets = detector === null ? null : new SecretScan(detector);
    this.#firstLines.startLine('magic');
  }

  push(piece: Uint8Array): void {
    if (this.#read < MAGIC_BYTES) this.#head.set(piece.subarray(0, MAGIC_BYTES - this.#read), this.#read);
    if (this.#firstNul < 0) this.#findNul(piece);
    for (let at = this.#readFirstLines(piece); at < piece.length; at++) {
      at = piece.indexOf(LF, at);
      if (at < 0) break;
      this.#lines++;
    }
    this.#scan.scanAll(piece);
    this.#secrets?.push(piece);
    this.#lastByte = piece.at(-1) ?? this.#lastByte;
    this.#read += piece.length;
  }

  /** What was read since the last `take`, as one content. */
  take(): ScannedContent {
    const isWhole = this.#lastByte === LF;
    if (!isWhole && this.#lines < MAX_POINTER_LINES) this.#firstLines.endLine(this.#signs);
    const archive = archiveByMagic(this.#head.subarray(0, Math.min(this.#read, MAGIC_BYTES)));
    const isBinary = this.#firstNul >= 0 && this.#firstNul < BINARY_WITHIN_BYTES;
    const taken = {
      size: this.#read,
      lines: isWhole ? this.#lines : this.#lines + 1,
      archive,
      terms: this.#scan.take(),
      secrets: this.#secrets?.take() ?? [],
      asAdded: { nul: this.#firstNul >= 0, ...(isBinary ? { archive, lfsLine: false } : this.#signs) },
    };
    this.#restart();
    return taken;
  }

  #restart(): void {
    this.#firstLines.startLine('magic');
    this.#signs = { archive: false, lfsLine: false };
    this.#firstNul = -1;
    this.#read = 0;
    this.#lines = 0;
    this.#lastByte = LF;
  }

  #findNul(piece: Uint8Array): void {
    const found = piece.indexOf(0);
    if (found >= 0) this.#firstNul = this.#read + found;
  }

  /** Says where the lines begin whose starts tell nothing. */
  #readFirstLines(piece: Uint8Array): number {
    let at = 0;
    while (this.#lines < MAX_POINTER_LINES && at < piece.length) {
      const found = piece.indexOf(LF, at);
      this.#firstLines.keep(piece, at, found < 0 ? piece.length : found);
      if (found < 0) return piece.length;
      this.#firstLines.endLine(this.#signs);
      this.#firstLines.startLine('pointer');
      this.#lines++;
      at = found + 1;
    }
    return at;
  }
}
