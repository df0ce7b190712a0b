import type { ChangeSecret } from '../../../protocol/operation.ts';
import type { Detector } from '../secrets/detector.ts';
import { renderedPassagesOfBytes } from '../secrets/rendered-text.ts';
import type { TermAutomaton } from './terms.ts';

/** What of the added lines of one file is put together before it is searched. */
const BATCH_CHARS = 16_384;
/** What is searched as it is read comes in blocks of whole lines, of so many characters at least and at most. */
const BLOCK_CHARS = { least: 16_384, most: 65_536 };
/** More than this of one file are told as this many: the first of them say enough. */
const MAX_SECRETS = 100;

/** What is looked for in contents: the terms of a policy, and secrets unless `detector` is null. */
export interface ContentSearch {
  readonly automaton: TermAutomaton;
  readonly detector: Detector | null;
}

type Scan = ReturnType<Detector['begin']>;

/**
 * Searches the added lines of one file after the other for secrets, as they stream, and says on which line each
 * stands. Bytes are read as ASCII and what is above it as letters; a NUL is left out, so that UTF-16 hides nothing. Lines
 * with escapes, and those around them, are given to the detector whole, which may know how they are read.
 */
export class SecretScan {
  readonly #detector: Detector;
  #scan: Scan;
  #batch: string[] = [];
  #batched = 0;
  #written = 0;
  #line = 0;
  /** What was not searched as it is read yet, and where it begins in the text that is searched. */
  #unread = '';
  #unreadFrom = 0;
  /** Where lines begin in the text that is searched, and which they are; as long as each other. */
  #starts: number[] = [];
  #lines: number[] = [];
  #found: ChangeSecret[] = [];

  constructor(detector: Detector) {
    this.#detector = detector;
    this.#scan = detector.begin();
  }

  /** From here on the bytes are of this line of the new content. */
  startLine(line: number): void {
    if (this.#written > 0) this.#put('\n');
    this.#beginLine(line, this.#written);
  }

  /** Bytes of a line, or of lines that follow each other with their ends; the first of them is line 1. */
  push(bytes: Uint8Array): void {
    if (this.#starts.length === 0) this.#beginLine(1, this.#written);
    // Longer texts would be kept apart from the young ones, and stay far longer than they are needed.
    for (let at = 0; at < bytes.length; at += BATCH_CHARS) {
      this.#pushText(asciiOf(bytes.subarray(at, at + BATCH_CHARS)));
    }
  }

  #pushText(text: string): void {
    const from = this.#written;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.#beginLine(this.#line + 1, from + at + 1);
    }
    this.#put(text);
  }

  /** What was found since the last `take`, each rule once a line. */
  take(): readonly ChangeSecret[] {
    if (this.#written === 0) return [];
    this.#flush();
    this.#scan.end();
    this.#note(this.#scan.settleAll());
    this.#searchBlock(this.#unread.length);
    const taken = this.#found;
    this.#scan = this.#detector.begin();
    this.#written = 0;
    this.#unread = '';
    this.#unreadFrom = 0;
    this.#starts = [];
    this.#lines = [];
    this.#found = [];
    return taken;
  }

  #beginLine(line: number, at: number): void {
    this.#line = line;
    this.#starts.push(at);
    this.#lines.push(line);
  }

  #put(text: string): void {
    this.#batch.push(text);
    this.#batched += text.length;
    this.#written += text.length;
    if (this.#batched >= BATCH_CHARS) this.#flush();
  }

  #flush(): void {
    const text = this.#batch.join('');
    this.#scan.write(text);
    this.#batch = [];
    this.#batched = 0;
    const settled = this.#scan.settle();
    this.#note(settled);
    this.#searchAsRead(text);
    this.#forgetBefore(Math.min(settled.upTo, this.#unreadFrom));
  }

  /** In blocks that are the same however the text came. */
  #searchAsRead(text: string): void {
    this.#unread += text;
    for (let end = blockEnd(this.#unread); end !== null; end = blockEnd(this.#unread)) this.#searchBlock(end);
  }

  #searchBlock(length: number): void {
    const block = this.#unread.slice(0, length);
    for (const { start, end } of renderedPassagesOfBytes(block)) {
      const findings = this.#detector.scan(block.slice(start, end));
      this.#note({ findings }, this.#unreadFrom + start);
    }
    this.#unread = this.#unread.slice(length);
    this.#unreadFrom += length;
  }

  #note({ findings }: Pick<ReturnType<Scan['settle']>, 'findings'>, from = 0): void {
    for (const { rule, start } of findings) {
      const line = this.#lineOf(from + start);
      const isKnown = this.#found.some((each) => each.rule === rule && each.line === line);
      if (!isKnown && this.#found.length < MAX_SECRETS) this.#found.push({ rule, line });
    }
  }

  /** The last line that begins at or before `at`. */
  #lineOf(at: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return this.#lines[low] ?? 1;
  }

  /** A finding that is still to come begins at `upTo` or later. */
  #forgetBefore(upTo: number): void {
    const first = this.#starts.findLastIndex((at) => at <= upTo);
    if (first <= 0) return;
    this.#starts = this.#starts.slice(first);
    this.#lines = this.#lines.slice(first);
  }
}

/** Null while the block may still grow. */
function blockEnd(text: string): number | null {
  const { least, most } = BLOCK_CHARS;
  if (text.length < least) return null;
  const found = text.indexOf('\n', least);
  if (found !== -1 && found < most) return found + 1;
  return text.length < most ? null : most;
}

/** A character a byte, whatever the bytes are; what is above ASCII becomes letters and signs above ASCII. */
const DECODER = new TextDecoder('latin1');

function asciiOf(bytes: Uint8Array): string {
  const text = DECODER.decode(bytes);
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
