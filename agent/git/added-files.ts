import type { ScannedContent } from '../core/git/content-scan.ts';
import type { PatchedFile } from '../core/git/patch.ts';
import type { RawRecord } from '../core/git/raw-record.ts';
import type { ContentSearch } from '../core/git/secret-scan.ts';
import { scanContents } from './content-scan.ts';
import type { ObjectReader } from './object-reader.ts';

type Records = readonly RawRecord[];

const SUBMODULE = '160000';

export function onlyAdds(records: Records): boolean {
  return records.every((record) => record.status === 'A');
}

/**
 * What patches would tell of pairs that only add files, from the contents themselves: git reads a content in half
 * the time of a patch, and each one once. Null when one is not here.
 */
export async function addedFiles(
  reader: ObjectReader,
  added: readonly Records[],
  search: ContentSearch,
): Promise<readonly (readonly PatchedFile[])[] | null> {
  const ids = new Set(
    added
      .flat()
      .filter(hasContent)
      .map((record) => record.newId),
  );
  const contents = await scanContents(reader, [...ids], search);
  if (contents === null) return null;
  return added.map((records) => records.map((record) => addedFile(record, contents.get(record.newId))));
}

function hasContent(record: RawRecord): boolean {
  return record.newMode !== SUBMODULE;
}

/** A submodule is one line, which is not scanned. */
function addedFile(record: RawRecord, content: ScannedContent | undefined): PatchedFile {
  const signs = content?.asAdded ?? { nul: false, archive: false, lfsLine: false };
  const { lines, terms, secrets } = content ?? { lines: 1, terms: [], secrets: [] };
  return { ...record, ...signs, addedLines: lines, removedLines: 0, terms, secrets, undiffed: false };
}
