import type { ScannedContent } from '../core/git/content-scan.ts';
import type { PatchedFile } from '../core/git/patch.ts';
import type { RawRecord } from '../core/git/raw-record.ts';
import { type ContentSource, scanContents } from './content-scan.ts';
import { InspectionError } from './inspection-error.ts';

type Records = readonly RawRecord[];

const SUBMODULE = '160000';

export function onlyAdds(records: Records): boolean {
  return records.every((record) => record.status === 'A');
}

/** So many contents are asked for at once: enough that git always has the next one to read. */
const BATCH = 128;

/**
 * Scans the contents of added files, each once, as soon as it is known which those are: git goes on to compare the
 * next trees meanwhile.
 */
export class AddedContents {
  readonly #source: ContentSource;
  readonly #asked = new Set<string>();
  #batch: string[] = [];
  readonly #scans: Promise<ReadonlyMap<string, ScannedContent> | null>[] = [];

  constructor(source: ContentSource) {
    this.#source = source;
  }

  add(records: Records): void {
    for (const { newId } of records.filter(hasContent)) {
      if (this.#asked.has(newId)) continue;
      this.#asked.add(newId);
      this.#batch.push(newId);
    }
    if (this.#batch.length >= BATCH) this.#ask();
  }

  /** Null when one is not here. */
  async end(): Promise<ReadonlyMap<string, ScannedContent> | null> {
    this.#ask();
    const scans = await Promise.all(this.#scans);
    const contents = scans.filter((scan) => scan !== null);
    return contents.length < scans.length ? null : new Map(contents.flatMap((each) => [...each]));
  }

  #ask(): void {
    const scan = scanContents(this.#source, this.#batch);
    // Whoever ends this learns of it; a comparison that fails before does not.
    scan.catch(() => undefined);
    this.#scans.push(scan);
    this.#batch = [];
  }
}

/**
 * What patches would tell of pairs that only add files, from the contents themselves: git reads a content in half
 * the time of a patch, and each one once.
 */
export function addedFiles(
  added: readonly Records[],
  contents: ReadonlyMap<string, ScannedContent>,
): readonly (readonly PatchedFile[])[] {
  return added.map((records) => records.map((record) => addedFile(record, contents.get(record.newId))));
}

function hasContent(record: RawRecord): boolean {
  return record.newMode !== SUBMODULE;
}

/** A submodule is one line, which is not scanned. */
function addedFile(record: RawRecord, content: ScannedContent | undefined): PatchedFile {
  if (content === undefined && hasContent(record)) {
    throw new InspectionError('git-failed', `content ${record.newId} was not scanned`);
  }
  const signs = content?.asAdded ?? { nul: false, archive: false, lfsLine: false };
  const { lines, terms, secrets } = content ?? { lines: 1, terms: [], secrets: [] };
  return { ...record, ...signs, addedLines: lines, removedLines: 0, terms, secrets, undiffed: false };
}
