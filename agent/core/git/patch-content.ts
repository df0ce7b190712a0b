import type { ChangeSecret } from '../../../protocol/operation.ts';
import { FirstLines, type LineSigns, MAX_POINTER_LINES } from './first-lines.ts';
import { type ContentSearch, SecretScan } from './secret-scan.ts';
import { TermScan } from './terms.ts';

export type PatchErrorCode =
  | 'unexpected-line'
  | 'line-too-long'
  | 'wrong-pair'
  | 'wrong-file'
  | 'truncated'
  | 'too-many-changes';

/** Output of diff-tree that is not what Git writes, or more of it than is allowed. */
export class PatchError extends Error {
  readonly code: PatchErrorCode;

  constructor(code: PatchErrorCode, message: string) {
    super(message);
    this.name = 'PatchError';
    this.code = code;
  }
}

/** What the lines of one file's hunks came to. */
export interface FileTally extends LineSigns {
  addedLines: number;
  removedLines: number;
  nul: boolean;
}

const LF = 0x0a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const BACKSLASH = 0x5c;
const MAX_NOTE_BYTES = 200;

/**
 * Reads the content of hunks without keeping it: counts lines, scans added ones. A hunk ends by the counts of
 * its header alone, so no content can pass for a header.
 */
export class PatchContent {
  readonly #scan: TermScan;
  readonly #secrets: SecretScan | null;
  readonly #firstLines = new FirstLines();
  #removed = 0;
  #added = 0;
  #line: 'start' | 'removed' | 'added' | 'note' = 'start';
  #noteLength = 0;
  #startsFile = false;
  #nextLine = 0;
  #scanned = true;
  #tally = newTally();

  constructor({ automaton, detector }: ContentSearch) {
    this.#scan = new TermScan(automaton);
    this.#secrets = detector === null ? null : new SecretScan(detector);
  }

  get inHunk(): boolean {
    return this.#removed + this.#added > 0 || this.#line !== 'start';
  }

  /** `firstLine` is the new file's line number of the first added line. */
  startHunk(hunk: { removed: number; added: number; firstLine: number; scanned: boolean }): void {
    this.#removed = hunk.removed;
    this.#added = hunk.added;
    this.#startsFile = hunk.firstLine === 1;
    this.#nextLine = hunk.firstLine;
    this.#scanned = hunk.scanned;
  }

  /** Reads from `from` to the hunk's or the chunk's end and says where it stands. */
  read(chunk: Uint8Array, from: number): number {
    let at = from;
    let nul = chunk.indexOf(0, from);
    while (at < chunk.length && this.inHunk) {
      if (this.#line === 'start') {
        this.#startLine(chunk[at++] ?? 0);
        continue;
      }
      const scanning = this.#line === 'added' && this.#scanned;
      const end = scanning ? this.#scan.scanLine(chunk, at) : lineEnd(chunk, at);
      if (scanning) {
        while (nul >= 0 && nul < at) nul = chunk.indexOf(0, at);
        if (nul >= 0 && nul < end) this.#tally.nul = true;
        this.#firstLines.keep(chunk, at, end);
        this.#secrets?.push(chunk.subarray(at, end));
      } else if (this.#line === 'note') this.#boundNote(end - at);
      if (end < chunk.length) this.#endLine();
      at = end + 1;
    }
    return Math.min(at, chunk.length);
  }

  /** What was read since the last `take`. */
  take(): { tally: FileTally; terms: readonly string[]; secrets: readonly ChangeSecret[] } {
    const secrets = this.#secrets?.take() ?? [];
    const taken = { tally: this.#tally, terms: this.#scan.take(), secrets };
    this.#tally = newTally();
    return taken;
  }

  #startLine(prefix: number): void {
    if (prefix === MINUS && this.#removed > 0) {
      this.#removed--;
      this.#tally.removedLines++;
      this.#line = 'removed';
    } else if (prefix === PLUS && this.#added > 0) {
      this.#added--;
      this.#startAdded();
    } else if (prefix === BACKSLASH) {
      this.#noteLength = 0;
      this.#line = 'note';
    } else {
      throw new PatchError('unexpected-line', `hunk line starts with byte ${prefix}, expected +, - or \\`);
    }
  }

  #startAdded(): void {
    this.#line = 'added';
    this.#scan.restart();
    if (this.#scanned) this.#secrets?.startLine(this.#nextLine);
    this.#nextLine++;
    const pointer = this.#tally.addedLines < MAX_POINTER_LINES ? 'pointer' : 'none';
    this.#firstLines.startLine(this.#startsFile && this.#tally.addedLines === 0 ? 'magic' : pointer);
    this.#tally.addedLines++;
  }

  #boundNote(length: number): void {
    this.#noteLength += length;
    if (this.#noteLength > MAX_NOTE_BYTES) throw new PatchError('line-too-long', 'note in a hunk has no end');
  }

  #endLine(): void {
    if (this.#line === 'added') this.#firstLines.endLine(this.#tally);
    this.#line = 'start';
  }
}

function newTally(): FileTally {
  return { addedLines: 0, removedLines: 0, nul: false, archive: false, lfsLine: false };
}

function lineEnd(chunk: Uint8Array, from: number): number {
  const end = chunk.indexOf(LF, from);
  return end < 0 ? chunk.length : end;
}
