import { archiveByMagic, isLfsPointerLine, MAGIC_BYTES } from './opacity.ts';
import { type TermAutomaton, TermScan } from './terms.ts';

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
export interface FileTally {
  addedLines: number;
  removedLines: number;
  nul: boolean;
  archive: boolean;
  lfsLine: boolean;
}

const LF = 0x0a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const BACKSLASH = 0x5c;
/** A Git LFS pointer has fewer lines than this. */
const MAX_POINTER_LINES = 16;
/** The first letters of `version` and `oid`: most lines are dismissed by them. */
const POINTER_STARTS: ReadonlySet<number> = new Set([0x76, 0x6f]);
const MAX_NOTE_BYTES = 200;

/**
 * Reads the content of hunks without keeping it: counts lines, scans added ones. A hunk ends by the counts of
 * its header alone, so no content can pass for a header.
 */
export class PatchContent {
  readonly #scan: TermScan;
  readonly #head = new Uint8Array(MAGIC_BYTES);
  #headLength = 0;
  #headWanted: 'magic' | 'pointer' | 'none' = 'none';
  #removed = 0;
  #added = 0;
  #line: 'start' | 'removed' | 'added' | 'note' = 'start';
  #noteLength = 0;
  #startsFile = false;
  #scanned = true;
  #tally = newTally();

  constructor(automaton: TermAutomaton) {
    this.#scan = new TermScan(automaton);
  }

  get inHunk(): boolean {
    return this.#removed + this.#added > 0 || this.#line !== 'start';
  }

  /** `firstLine` is the new file's line number of the first added line. */
  startHunk(hunk: { removed: number; added: number; firstLine: number; scanned: boolean }): void {
    this.#removed = hunk.removed;
    this.#added = hunk.added;
    this.#startsFile = hunk.firstLine === 1;
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
        this.#keepHead(chunk, at, end);
      } else if (this.#line === 'note') this.#boundNote(end - at);
      if (end < chunk.length) this.#endLine();
      at = end + 1;
    }
    return Math.min(at, chunk.length);
  }

  /** What was read since the last `take`. */
  take(): { tally: FileTally; terms: readonly string[] } {
    const taken = { tally: this.#tally, terms: this.#scan.take() };
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
    this.#headLength = 0;
    const pointer = this.#tally.addedLines < MAX_POINTER_LINES ? 'pointer' : 'none';
    this.#headWanted = this.#startsFile && this.#tally.addedLines === 0 ? 'magic' : pointer;
    this.#tally.addedLines++;
  }

  #keepHead(chunk: Uint8Array, from: number, to: number): void {
    if (this.#headWanted === 'none' || this.#headLength === MAGIC_BYTES || from === to) return;
    if (this.#headWanted === 'pointer' && this.#headLength === 0 && !POINTER_STARTS.has(chunk[from] ?? 0)) {
      this.#headWanted = 'none';
      return;
    }
    const piece = chunk.subarray(from, Math.min(to, from + MAGIC_BYTES - this.#headLength));
    this.#head.set(piece, this.#headLength);
    this.#headLength += piece.length;
  }

  #boundNote(length: number): void {
    this.#noteLength += length;
    if (this.#noteLength > MAX_NOTE_BYTES) throw new PatchError('line-too-long', 'note in a hunk has no end');
  }

  #endLine(): void {
    if (this.#line === 'added') this.#judgeHead();
    this.#line = 'start';
  }

  #judgeHead(): void {
    if (this.#headWanted === 'none') return;
    const head = this.#head.subarray(0, this.#headLength);
    if (this.#headWanted === 'magic') this.#tally.archive = archiveByMagic(head);
    if (!POINTER_STARTS.has(head[0] ?? 0)) return;
    if (isLfsPointerLine(String.fromCharCode(...head.subarray(0, 80)))) this.#tally.lfsLine = true;
  }
}

function newTally(): FileTally {
  return { addedLines: 0, removedLines: 0, nul: false, archive: false, lfsLine: false };
}

function lineEnd(chunk: Uint8Array, from: number): number {
  const end = chunk.indexOf(LF, from);
  return end < 0 ? chunk.length : end;
}
