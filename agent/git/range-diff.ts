import type { PatchedFile, TreePair } from '../core/git/patch.ts';
import type { RawRecord } from '../core/git/raw-record.ts';
import type { TermAutomaton } from '../core/git/terms.ts';
import type { GitChild, GitScope } from './git-process.ts';
import { diffTrees, rawRecords, startPatch } from './tree-diff.ts';

/** With fewer commits than this, comparing contents twice costs less than a process. */
const COMMITS_WORTH_A_PROCESS = 16;

export interface RangeDiffRequest {
  readonly commits: readonly TreePair[];
  /** From the old tip to the new one, where that is not a commit's own comparison. */
  readonly nets: readonly TreePair[];
  readonly automaton: TermAutomaton;
  readonly maxChanges: number;
}

type Compared = readonly (readonly PatchedFile[])[];

/**
 * The changed files of each commit and then of each net comparison; null when an object that is needed is not
 * here. A net comparison mostly has changes that some commit made too: of those it tells only the names, and
 * contents are read again only where the net change is no single commit's.
 */
export async function diffRanges(
  scope: GitScope,
  gitDir: string,
  { commits, nets, ...rest }: RangeDiffRequest,
  ready: GitChild,
): Promise<Compared | null> {
  if (nets.length === 0 || commits.length < COMMITS_WORTH_A_PROCESS) {
    return diffTrees(scope, gitDir, { ...rest, pairs: [...commits, ...nets] }, ready);
  }
  const [made, records] = await Promise.all([
    diffTrees(scope, gitDir, { ...rest, pairs: commits }, ready),
    rawRecords(scope, gitDir, { ...rest, pairs: nets }),
  ]);
  if (made === null || records === null) return null;
  const known = new Map(made.flat().map((file) => [changeOf(file), file]));
  const recalled = records.map((each) => recall(each, known));
  const pairs = nets.filter((_pair, index) => recalled[index] === null);
  if (pairs.length === 0) return [...made, ...recalled.filter((files) => files !== null)];
  const read = await diffTrees(scope, gitDir, { ...rest, pairs }, startPatch(scope, gitDir));
  if (read === null) return null;
  const reading = read.values();
  return [...made, ...recalled.map((files) => files ?? reading.next().value ?? [])];
}

/** The files of a comparison whose every change is known; null when one is not. */
function recall(
  records: readonly RawRecord[],
  known: ReadonlyMap<string, PatchedFile>,
): readonly PatchedFile[] | null {
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
