import type { GitScope } from './git-process.ts';

export interface ListedCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

export interface CommitRange {
  readonly tip: string;
  /** What the upstream has already; null when it has nothing. */
  readonly base: string | null;
}

/**
 * What of `tip ^base` could be listed. `doubtful`: a parent is not here, or the walk reached a root although it
 * should have met the base's history, so more of the upstream's commit graph has to be fetched to know.
 */
export type Listing =
  | { readonly kind: 'listed'; readonly commits: readonly ListedCommit[] }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'doubtful'; readonly commits: readonly ListedCommit[] | null };

const MAX_LINE_BYTES = 4096;
/** A commit with its tree, which is compared, and its parents. */
const LINES = ['--no-commit-header', '--format=%H %T %P'] as const;

/**
 * Lists the commits reachable from tip and not from base, newest first. Commits missing on the base's side make
 * the list longer, never shorter: what is left out is reachable from the base by links that are here.
 */
export async function listCommits(
  scope: GitScope,
  gitDir: string,
  range: CommitRange & { readonly maxCommits: number },
): Promise<Listing> {
  if (range.tip === range.base) return { kind: 'listed', commits: [] };
  const args = ['rev-list', ...LINES, '--topo-order', `--max-count=${range.maxCommits + 1}`, '--stdin'];
  const input = `${range.tip}\n${range.base === null ? '' : `^${range.base}\n`}`;
  const maxBytes = (range.maxCommits + 1) * MAX_LINE_BYTES;
  const { exit, output } = await scope.run({ gitDir, args }, { input, maxBytes });
  if (exit.code !== 0) return { kind: 'doubtful', commits: null };
  const commits = output.split('\n').slice(0, -1).map(listed);
  if (range.base !== null && commits.some((commit) => commit.parents.length === 0)) {
    return { kind: 'doubtful', commits };
  }
  return commits.length > range.maxCommits ? { kind: 'too-many' } : { kind: 'listed', commits };
}

function listed(line: string): ListedCommit {
  const [id = '', tree = '', ...parents] = line.split(' ');
  return { id, tree, parents: parents.filter((parent) => parent !== '') };
}

/** Parents of listed commits that are not listed themselves: where the range starts. */
export function boundaryOf(commits: readonly ListedCommit[]): readonly string[] {
  const ids = new Set(commits.map((commit) => commit.id));
  return [...new Set(commits.flatMap((commit) => commit.parents).filter((parent) => !ids.has(parent)))];
}

/**
 * True when `base` is reachable from the tip of the listed commits. All paths from the tip into the base's
 * history leave the list at a parent, so the base is an ancestor only if it is such a parent.
 */
export function isFastForward(commits: readonly ListedCommit[], base: string): boolean {
  return commits.some((commit) => commit.parents.includes(base));
}
