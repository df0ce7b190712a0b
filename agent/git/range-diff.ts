import type { PatchedFile, TreePair } from '../core/git/patch.ts';
import type { RawRecord } from '../core/git/raw-record.ts';
import { AddedContents, addedFiles, onlyAdds } from './added-files.ts';
import type { ContentSource } from './content-scan.ts';
import type { GitChild, GitScope } from './git-process.ts';
import { COMMITS_READ_BY_CONTENT } from './passing-objects.ts';
import { diffTrees, rawRecords, startPatch } from './tree-diff.ts';

export interface RangeDiffRequest extends ContentSource {
  readonly commits: readonly TreePair[];
  /** From the old tip to the new one, where that is not a commit's own comparison. */
  readonly nets: readonly TreePair[];
  readonly maxChanges: number;
}

type Records = readonly RawRecord[];
type Files = readonly PatchedFile[];

/**
 * The changed files of each commit and then of each net comparison; null when an object that is needed is not
 * here. Of many commits the names are read first: what only adds files is then told from their contents, and what
 * a net comparison has in common with the commits is not read again. Patches are made of the rest.
 */
export async function diffRanges(
  scope: GitScope,
  gitDir: string,
  { commits, nets, reader, passed, ...rest }: RangeDiffRequest,
  ready: GitChild,
): Promise<readonly Files[] | null> {
  const pairs = [...commits, ...nets];
  if (commits.length < COMMITS_READ_BY_CONTENT) return diffTrees(scope, gitDir, { ...rest, pairs }, ready);
  const contents = new AddedContents({ reader, passed, search: rest.search });
  const records = await rawRecords(scope, gitDir, { ...rest, pairs }, (index, each) => {
    if (index < commits.length && onlyAdds(each)) contents.add(each);
  });
  if (records === null) {
    ready.stop();
    return null;
  }
  const made = await filesOf(commits, records, {
    added: async (adding) => {
      const scanned = await contents.end();
      return scanned === null ? null : addedFiles(adding, scanned);
    },
    patched: (changing) => diffTrees(scope, gitDir, { ...rest, pairs: changing }, ready),
  });
  if (made === null) return null;
  const known = new Map(made.flat().map((file) => [changeOf(file), file]));
  const recalled = records.slice(commits.length).map((each) => recall(each, known));
  const unknown = nets.filter((_pair, index) => recalled[index] === null);
  if (unknown.length === 0) return [...made, ...recalled.filter((files) => files !== null)];
  const read = await diffTrees(scope, gitDir, { ...rest, pairs: unknown }, startPatch(scope, gitDir));
  if (read === null) return null;
  const reading = read.values();
  return [...made, ...recalled.map((files) => files ?? reading.next().value ?? [])];
}

interface Readers {
  added(adding: readonly Records[]): Promise<readonly Files[] | null>;
  patched(changing: readonly TreePair[]): Promise<readonly Files[] | null>;
}

/** The files of each pair, in order, each from the reader it needs. */
async function filesOf(
  pairs: readonly TreePair[],
  records: readonly Records[],
  readers: Readers,
): Promise<readonly Files[] | null> {
  const ways = pairs.map((_pair, index) => onlyAdds(records[index] ?? []));
  const [added, patched] = await Promise.all([
    readers.added(records.filter((_records, index) => ways[index] === true)),
    readers.patched(pairs.filter((_pair, index) => ways[index] === false)),
  ]);
  if (added === null || patched === null) return null;
  const [nextAdded, nextPatched] = [added.values(), patched.values()];
  return ways.map((adds) => (adds ? nextAdded : nextPatched).next().value ?? []);
}

/** The files of a comparison whose every change is known; null when one is not. */
function recall(records: Records, known: ReadonlyMap<string, PatchedFile>): Files | null {
  const files: PatchedFile[] = [];
  for (const record of records) {
    const file = known.get(changeOf(record));
    if (file === undefined) return null;
    files.push({ ...file, path: record.path });
  }
  return files;
}

/** All that a patch is made of: without attributes, what a file is called has no part in it. */
function changeOf({ status, oldMode, newMode, oldId, newId }: RawRecord): string {
  return `${status} ${oldMode} ${newMode} ${oldId} ${newId}`;
}
