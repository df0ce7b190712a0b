import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a segment is; its records are `firstSeq`, `firstSeq + 1` and so on. */
export interface SegmentPath {
  readonly firstSeq: number;
  readonly path: string;
}

/** A segment and how much of it is on disk. */
export interface SegmentExtent extends SegmentPath {
  readonly size: number;
}

/** Sixteen digits hold every number up to the greatest safe one, so that names sort as numbers do. */
const NAME = /^(\d{16})\.jsonl$/;

export function segmentPath(directory: string, firstSeq: number): SegmentPath {
  return { firstSeq, path: join(directory, `${String(firstSeq).padStart(16, '0')}.jsonl`) };
}

/** The segments in a folder, oldest first. Names that no segment can have are not looked at. */
export async function listSegments(directory: string): Promise<readonly SegmentPath[]> {
  const names = await readdir(directory);
  return names
    .sort()
    .map((name) => NAME.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map((digits) => segmentPath(directory, Number(digits)));
}
