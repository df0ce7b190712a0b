import { archiveByMagic, MAGIC_BYTES } from '../core/git/opacity.ts';
import { type TermAutomaton, TermScan } from '../core/git/terms.ts';
import { InspectionError } from './inspection-error.ts';
import type { ContentSink, ObjectReader } from './object-reader.ts';

/** What a whole content came to, all of it taken as added. */
export interface ScannedContent {
  readonly size: number;
  readonly lines: number;
  readonly archive: boolean;
  readonly terms: readonly string[];
}

/** Scans contents that git would not compare line by line, as they stream. */
export async function scanContents(
  reader: ObjectReader,
  ids: readonly string[],
  automaton: TermAutomaton,
): Promise<ReadonlyMap<string, ScannedContent>> {
  const scans: ContentScan[] = [];
  await reader.contents(ids, (_index, found): ContentSink => {
    if (found?.type !== 'blob') throw new InspectionError('missing-objects', 'a changed content is not here');
    const scan = new ContentScan(automaton, found.size);
    scans.push(scan);
    return (piece) => scan.push(piece);
  });
  return new Map(ids.map((id, index) => [id, (scans[index] ?? new ContentScan(automaton, 0)).result()]));
}

const LF = 0x0a;

class ContentScan {
  readonly #scan: TermScan;
  readonly #size: number;
  readonly #head = new Uint8Array(MAGIC_BYTES);
  #read = 0;
  #lines = 0;
  #lastByte = LF;

  constructor(automaton: TermAutomaton, size: number) {
    this.#scan = new TermScan(automaton);
    this.#size = size;
  }

  push(piece: Uint8Array): void {
    if (this.#read < MAGIC_BYTES) this.#head.set(piece.subarray(0, MAGIC_BYTES - this.#read), this.#read);
    this.#read += piece.length;
    for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, at + 1)) this.#lines++;
    this.#lastByte = piece.at(-1) ?? this.#lastByte;
    this.#scan.scanAll(piece);
  }

  result(): ScannedContent {
    const lines = this.#lastByte === LF ? this.#lines : this.#lines + 1;
    const head = this.#head.subarray(0, Math.min(this.#read, MAGIC_BYTES));
    return { size: this.#size, lines, archive: archiveByMagic(head), terms: this.#scan.take() };
  }
}
