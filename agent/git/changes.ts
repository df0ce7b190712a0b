import type { Commit, FileChange, InspectedUpdate, Opacity, RefUpdate } from '../../protocol/operation.ts';
import type { ScannedContent } from '../core/git/content-scan.ts';
import { opacityOf } from '../core/git/opacity.ts';
import type { PatchedFile, TreePair } from '../core/git/patch.ts';
import type { WrittenSecrets } from '../core/git/written-secrets.ts';
import { EMPTY_TREE } from './git-folder.ts';
import type { InspectionContext } from './inspection-context.ts';
import { InspectionError } from './inspection-error.ts';
import type { TipRange } from './range.ts';

/** One comparison that an update needs: of a commit, or net. */
export interface Comparison {
  readonly commit: string;
  readonly pair: TreePair;
}

type Commits = ReadonlyMap<string, Commit>;
/** By the id of the commit. */
type Trees = ReadonlyMap<string, string>;

/** Every commit of the range against its first parent, and the net difference. */
export function comparisonsOf(
  context: InspectionContext,
  range: TipRange,
  trees: Trees,
): readonly Comparison[] {
  const tree = (id: string | null | undefined) =>
    id == null ? EMPTY_TREE[context.format] : treeOf(trees, id);
  return [
    ...range.commits.map(({ id, parents }) => ({
      commit: id,
      pair: { oldTree: tree(parents[0]), newTree: tree(id) },
    })),
    { commit: 'net', pair: { oldTree: tree(range.netFrom), newTree: tree(range.tip.commit) } },
  ];
}

function treeOf(trees: Trees, id: string): string {
  const tree = trees.get(id);
  if (tree === undefined) throw new InspectionError('missing-objects', `the tree of ${id} is not here`);
  return tree;
}

export function pairKey(pair: TreePair): string {
  return `${pair.oldTree} ${pair.newTree}`;
}

export interface ChangeFacts {
  readonly files: ReadonlyMap<string, readonly PatchedFile[]>;
  readonly sizes: ReadonlyMap<string, number>;
  readonly scanned: ReadonlyMap<string, ScannedContent>;
}

/** All that was found out about an update that is not a deletion. */
export function inspectedUpdate(
  context: InspectionContext,
  range: TipRange,
  found: ChangeFacts & { readonly commits: Commits; readonly trees: Trees },
): InspectedUpdate {
  const summaries = range.commits.map(({ id }) => summaryOf(found.commits, id));
  const changes = comparisonsOf(context, range, found.trees).flatMap(({ commit, pair }) => {
    const files = found.files.get(pairKey(pair));
    if (files === undefined) throw new InspectionError('git-failed', `trees of ${commit} were not compared`);
    return files.map((file) => fileChange(commit, file, found, context));
  });
  if (changes.length > context.limits.maxChanges) {
    throw new InspectionError('too-many-changes', `more than ${context.limits.maxChanges} changed files`);
  }
  const { update, tags } = range.tip;
  return { ...plain(update), forced: range.forced, commits: [...tags, ...summaries], changes };
}

/** A deletion brings nothing. */
export function inspectedDeletion(update: RefUpdate): InspectedUpdate {
  return { ...plain(update), forced: false, commits: [], changes: [] };
}

function plain({ ref, kind, name, change, oldId, newId }: RefUpdate): RefUpdate {
  return { ref, kind, name, change, oldId, newId };
}

function summaryOf(commits: Commits, id: string): Commit {
  const summary = commits.get(id);
  if (summary === undefined) throw new InspectionError('missing-objects', `commit ${id} was not read`);
  return summary;
}

const KINDS = { A: 'added', M: 'modified', D: 'deleted', T: 'type-changed' } as const;

function fileChange(
  commit: string,
  file: PatchedFile,
  facts: ChangeFacts,
  { limits, written }: Pick<InspectionContext, 'limits' | 'written'>,
): FileChange {
  const content = wholeContent(file, facts);
  refuseSecretName(commit, file, written);
  return {
    commit,
    path: checkedPath(file),
    kind: KINDS[file.status],
    mode: modeOf(file.newMode),
    addedLines: content?.lines ?? file.addedLines,
    removedLines: file.removedLines,
    size: file.status === 'D' ? 0 : sizeOf(file, facts),
    opaque: opacity(file, facts, limits.maxBlobBytes),
    terms: content?.terms ?? file.terms,
    secrets: content?.secrets ?? file.secrets,
    aiLines: null,
  };
}

/** A record names every file, and so does a message: neither can say it in another form. */
function refuseSecretName(commit: string, { path, status }: PatchedFile, written: WrittenSecrets): void {
  if (status !== 'A' || !written.isInPath(path)) return;
  const where = commit === 'net' ? 'the push' : `commit ${commit}`;
  throw new InspectionError('secret-in-name', `the name of a file that ${where} adds holds a secret`, {
    hint: 'give the file another name in every commit, and revoke the secret',
  });
}

/** Names that Git never writes into a tree, and that mean something else where the tree is checked out. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['', '.', '..', '.git']);

function checkedPath({ path, status }: PatchedFile): string {
  if (status !== 'D' && path.split('/').some((name) => FORBIDDEN_NAMES.has(name.toLowerCase()))) {
    throw new InspectionError(
      'malformed-object',
      `a tree has an entry named ${JSON.stringify(path.slice(0, 200))}`,
    );
  }
  return path;
}

function wholeContent(file: PatchedFile, facts: ChangeFacts): ScannedContent | null {
  if (!isScannedWhole(file)) return null;
  const content = facts.scanned.get(file.newId);
  if (content === undefined) throw new InspectionError('git-failed', `content ${file.newId} was not scanned`);
  return content;
}

/** A content git made no hunks of; a deletion brings none. */
export function isScannedWhole(file: PatchedFile): boolean {
  return file.undiffed && file.status !== 'D';
}

/** A submodule's commit is in another repository, and has no size. */
export function hasContent(file: PatchedFile): boolean {
  return file.status !== 'D' && modeOf(file.newMode) !== 'submodule';
}

function sizeOf(file: PatchedFile, { sizes }: ChangeFacts): number {
  if (!hasContent(file)) return 0;
  const size = sizes.get(file.newId);
  if (size === undefined) throw new InspectionError('missing-objects', `content ${file.newId} is not here`);
  return size;
}

function opacity(file: PatchedFile, facts: ChangeFacts, maxBlobBytes: number): Opacity | null {
  if (file.status === 'D') return null;
  return opacityOf({
    path: file.path,
    submodule: modeOf(file.newMode) === 'submodule',
    size: sizeOf(file, facts),
    maxBlobBytes,
    archive: file.archive || (wholeContent(file, facts)?.archive ?? false),
    lfsLine: file.lfsLine,
    binary: file.nul || file.undiffed,
  });
}

function modeOf(mode: string): FileChange['mode'] {
  switch (mode) {
    case '000000':
      return 'none';
    case '100755':
      return 'executable';
    case '120000':
      return 'symlink';
    case '160000':
      return 'submodule';
    default:
      return 'file';
  }
}
