import { PatchError } from './patch-content.ts';
import { readQuotedPath } from './quoted-path.ts';

/** One changed entry of a pair of trees: what it was, what it is, and where. */
export interface RawRecord {
  readonly path: string;
  readonly status: 'A' | 'M' | 'D' | 'T';
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
}

const RAW = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([AMDT])\t(.+)$/;

/** Reads one line of `git diff-tree --raw --full-index --no-renames` (git-diff-tree, "Raw output format"). */
export function readRawRecord(line: string): RawRecord {
  const [, oldMode, newMode, oldId, newId, status, path] = RAW.exec(line) ?? [];
  if (
    path === undefined ||
    oldMode === undefined ||
    newMode === undefined ||
    oldId === undefined ||
    newId === undefined
  ) {
    throw new PatchError('unexpected-line', 'raw record is not as diff-tree writes it');
  }
  return {
    path: readQuotedPath(path),
    status: status as RawRecord['status'],
    oldMode,
    newMode,
    oldId,
    newId,
  };
}
