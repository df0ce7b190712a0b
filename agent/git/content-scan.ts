import { ContentScan, type ScannedContent } from '../core/git/content-scan.ts';
import type { ContentSearch } from '../core/git/secret-scan.ts';
import { InspectionError } from './inspection-error.ts';
import type { ContentSink, ObjectReader } from './object-reader.ts';

/** Scans whole contents as they stream; null when one is not here. */
export async function scanContents(
  reader: ObjectReader,
  ids: readonly string[],
  search: ContentSearch,
): Promise<ReadonlyMap<string, ScannedContent> | null> {
  const scanned = new Map<string, ScannedContent>();
  const scan = new ContentScan(search);
  await reader.contents(ids, (index, found): ContentSink | null => {
    if (found === null) return null;
    if (found.type !== 'blob') {
      throw new InspectionError(
        'malformed-object',
        'a tree has an entry that is no file, and says it is one',
      );
    }
    let left = found.size;
    const take = () => void scanned.set(ids[index] ?? '', scan.take());
    if (left === 0) take();
    return (piece) => {
      scan.push(piece);
      left -= piece.length;
      if (left === 0) take();
    };
  });
  return scanned.size === ids.length ? scanned : null;
}
