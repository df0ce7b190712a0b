import { ContentScan, type ScannedContent } from '../core/git/content-scan.ts';
import type { ContentSearch } from '../core/git/secret-scan.ts';
import { InspectionError } from './inspection-error.ts';
import type { ContentSink, ObjectReader } from './object-reader.ts';
import type { PassedObjects } from './passed.ts';

export interface ContentSource {
  readonly reader: ObjectReader;
  readonly search: ContentSearch;
  readonly passed: Pick<PassedObjects, 'contents'>;
}

/** Scans the whole contents that have not passed by, as they stream; null when one is not here. */
export async function scanContents(
  { reader, search, passed }: ContentSource,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ScannedContent> | null> {
  const scanned = new Map<string, ScannedContent>();
  const unread: string[] = [];
  for (const id of ids) {
    const known = passed.contents.get(id);
    if (known === undefined) unread.push(id);
    else scanned.set(id, known);
  }
  const scan = new ContentScan(search);
  await reader.contents(unread, (index, found): ContentSink | null => {
    if (found === null) return null;
    if (found.type !== 'blob') {
      throw new InspectionError(
        'malformed-object',
        'a tree has an entry that is no file, and says it is one',
      );
    }
    let left = found.size;
    const take = () => void scanned.set(unread[index] ?? '', scan.take());
    if (left === 0) take();
    return (piece) => {
      scan.push(piece);
      left -= piece.length;
      if (left === 0) take();
    };
  });
  return scanned.size === ids.length ? scanned : null;
}
