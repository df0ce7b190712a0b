import type { ChangeSecret } from '../../../protocol/operation.ts';
import { type FileTally, PatchContent, PatchError } from './patch-content.ts';
import { type RawRecord, readRawRecord } from './raw-record.ts';
import type { ContentSearch } from './secret-scan.ts';

/** Two tree ids, as they were fed to diff-tree. */
export interface TreePair {
  readonly oldTree: string;
  readonly newTree: string;
}

/** One changed file of a pair. */
export interface PatchedFile extends RawRecord, Readonly<FileTally> {
  readonly terms: readonly string[];
  readonly secrets: readonly ChangeSecret[];
  /** Git made no hunks of it, so that its content is to be read: NUL bytes near its start, or larger than `core.bigFileThreshold`. */
  readonly undiffed: boolean;
}

export interface PatchReaderOptions {
  readonly search: ContentSearch;
  /** In the order they were fed to diff-tree. */
  readonly pairs: readonly TreePair[];
  readonly maxChanges: number;
  /** Called once a pair, in order, as soon as the pair has been read. */
  onPair(index: number, files: readonly PatchedFile[]): void;
}

/** The patch of one file; a change of type has two parts. */
interface Section {
  readonly record: RawRecord;
  part: 'whole' | 'deleted' | 'created';
  undiffed: boolean;
}

const LF = 0x0a;
/** A raw record: two modes, two ids of 64 digits, a path of 4,096 bytes written as `\ooo`. */
const MAX_LINE_BYTES = 20_000;
const SUBMODULE = '160000';
const HUNK = /^@@ -[0-9]{1,10}(?:,([0-9]{1,10}))? \+([0-9]{1,10})(?:,([0-9]{1,10}))? @@/;
const INDEX = /^index ([0-9a-f]{40,64})\.\.([0-9a-f]{40,64})(?: [0-7]{6})?$/;
const SECTION_HEADER = /^(?:old mode|new mode|deleted file mode|new file mode) [0-7]{6}$|^(?:---|\+\+\+) /;

/**
 * Reads what `git diff-tree --stdin --raw -p -U0 -r --full-index --no-renames` prints for pairs of trees
 * (git-diff-tree, "Output format"; git-diff-generate-patch). Added lines are counted and scanned, not kept.
 * Throws PatchError on anything else, and on output that does not answer the pairs in their order.
 */
export class PatchReader {
  readonly #options: PatchReaderOptions;
  readonly #content: PatchContent;
  readonly #decoder = new TextDecoder();
  #line = '';
  #pair = -1;
  #records: RawRecord[] = [];
  #files: PatchedFile[] = [];
  #section: { readonly record: RawRecord; part: 'whole' | 'deleted' | 'created'; undiffed: boolean } | null =
    null;
  #changes = 0;

  constructor(options: PatchReaderOptions) {
    this.#options = options;
    this.#content = new PatchContent(options.search);
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#content.inHunk ? this.#content.read(chunk, at) : this.#readControl(chunk, at);
    }
  }

  /** Throws unless every pair was answered wholly. */
  end(): void {
    if (this.#content.inHunk || this.#line !== '') {
      throw new PatchError('truncated', 'output of diff-tree ends inside a line or hunk');
    }
    this.#endPair();
    if (this.#pair !== this.#options.pairs.length - 1) {
      throw new PatchError(
        'truncated',
        `${this.#pair + 1} of ${this.#options.pairs.length} pairs were answered`,
      );
    }
  }

  #readControl(chunk: Uint8Array, from: number): number {
    const found = chunk.indexOf(LF, from);
    const end = found < 0 ? chunk.length : found;
    if (this.#line.length + end - from > MAX_LINE_BYTES) {
      throw new PatchError('line-too-long', `line of more than ${MAX_LINE_BYTES} bytes outside a hunk`);
    }
    // Git quotes what is not ASCII; only the text behind a hunk's header is as it came, and is not looked at.
    this.#line += this.#decoder.decode(chunk.subarray(from, end));
    if (found < 0) return end;
    const line = this.#line;
    this.#line = '';
    this.#control(line);
    return end + 1;
  }

  #control(line: string): void {
    if (line.startsWith('diff --git ')) this.#startSection();
    else if (line.startsWith(':')) this.#raw(line);
    else if (this.#section !== null && this.#sectionLine(this.#section, line)) return;
    else if (line !== '' || this.#section !== null) this.#startPair(line);
  }

  #startPair(line: string): void {
    this.#endPair();
    const pair = this.#options.pairs[++this.#pair];
    if (pair === undefined || line !== `${pair.oldTree} ${pair.newTree}`) {
      throw new PatchError(
        'wrong-pair',
        `line ${JSON.stringify(line.slice(0, 80))} is not the next pair of trees`,
      );
    }
  }

  #endPair(): void {
    this.#endSection();
    if (this.#files.length !== this.#records.length) {
      throw new PatchError(
        'truncated',
        `${this.#files.length} of ${this.#records.length} files have a patch`,
      );
    }
    if (this.#pair >= 0) this.#options.onPair(this.#pair, this.#files);
    this.#records = [];
    this.#files = [];
  }

  #raw(line: string): void {
    const record = readRawRecord(line);
    if (this.#pair < 0 || this.#section !== null)
      throw new PatchError('unexpected-line', 'raw record out of place');
    if (++this.#changes > this.#options.maxChanges) {
      throw new PatchError('too-many-changes', `more than ${this.#options.maxChanges} changed files`);
    }
    this.#records.push(record);
  }

  /** A change of type is printed as a deletion and a creation of the same path. */
  #startSection(): void {
    if (this.#section?.part === 'deleted') {
      this.#section.part = 'created';
      return;
    }
    this.#endSection();
    const record = this.#records[this.#files.length];
    if (record === undefined) throw new PatchError('wrong-file', 'patch of a file that has no raw record');
    this.#section = { record, part: record.status === 'T' ? 'deleted' : 'whole', undiffed: false };
  }

  #endSection(): void {
    const section = this.#section;
    if (section === null) return;
    if (section.part === 'deleted') throw new PatchError('truncated', 'change of type has no creation');
    const { tally, terms, secrets } = this.#content.take();
    this.#files.push({ ...section.record, ...tally, terms, secrets, undiffed: section.undiffed });
    this.#section = null;
  }

  #sectionLine(section: Section, line: string): boolean {
    if (line.startsWith('@@ ')) {
      this.#startHunk(section, line);
      return true;
    }
    if (line.startsWith('index ')) {
      checkIds(section, line);
      return true;
    }
    if (line.startsWith('Binary files ') && line.endsWith(' differ')) {
      if (section.part !== 'deleted') section.undiffed = true;
      return true;
    }
    return SECTION_HEADER.test(line) || line.startsWith('\\ ');
  }

  #startHunk(section: Section, line: string): void {
    const [, removed = '1', firstLine, added = '1'] = HUNK.exec(line) ?? [];
    if (firstLine === undefined)
      throw new PatchError('unexpected-line', 'hunk header is not as Git writes it');
    this.#content.startHunk({
      removed: Number(removed),
      added: Number(added),
      firstLine: Number(firstLine),
      scanned: section.record.newMode !== SUBMODULE,
    });
  }
}

/** The ids say which file a patch is of; its names can be made to look like another's. */
function checkIds(section: Section, line: string): void {
  const [, oldId, newId] = INDEX.exec(line) ?? [];
  const { record, part } = section;
  const zero = '0'.repeat(record.oldId.length);
  if (
    oldId !== (part === 'created' ? zero : record.oldId) ||
    newId !== (part === 'deleted' ? zero : record.newId)
  ) {
    throw new PatchError('wrong-file', `patch is not of ${record.oldId}..${record.newId}`);
  }
}
