import { commitLine } from './commit-line.ts';
import { boundaryOf, isFastForward, type ListedCommit, type Listing, listCommits } from './history.ts';
import { type InspectionContext, mapLimited } from './inspection-context.ts';
import { InspectionError } from './inspection-error.ts';
import type { RefTip } from './ref-tips.ts';

/** The commits a ref update brings. */
export interface TipRange {
  readonly tip: RefTip;
  readonly commits: readonly ListedCommit[];
  readonly forced: boolean;
  /** The commit the net difference is from; null for the empty tree. */
  readonly netFrom: string | null;
}

const MAX_PROCESSES = 4;

/** Lists `new ^base` of every update, with more of the upstream's graph where the commits at hand leave doubt. */
export async function findRanges(
  context: InspectionContext,
  tips: readonly RefTip[],
): Promise<readonly TipRange[]> {
  const listings = new Map<string, Promise<readonly ListedCommit[]>>();
  return mapLimited(tips, MAX_PROCESSES, async (tip) => {
    const key = `${tip.commit} ${tip.base}`;
    const listing = listings.get(key) ?? listCertain(context, tip);
    listings.set(key, listing);
    return rangeOf(context, tip, await listing);
  });
}

async function listCertain(context: InspectionContext, tip: RefTip): Promise<readonly ListedCommit[]> {
  const range = { tip: tip.commit, base: tip.base, maxCommits: context.limits.maxCommits };
  const line = await commitLine(context, range);
  if (line !== null) return certain({ kind: 'listed', commits: line }, range.maxCommits);
  let listing = await listCommits(context.scope, context.gitDir, range);
  if (listing.kind !== 'listed') {
    await context.fetchGraph();
    listing = await listCommits(context.scope, context.gitDir, range);
  }
  return certain(listing, context.limits.maxCommits);
}

/** With the whole graph here, a root in the list is a root of the update's own. */
function certain(listing: Listing, maxCommits: number): readonly ListedCommit[] {
  const commits = listing.kind === 'too-many' ? null : listing.commits;
  if (listing.kind === 'too-many' || (commits !== null && commits.length > maxCommits)) {
    throw new InspectionError('too-many-commits', `ref update brings more than ${maxCommits} commits`);
  }
  if (commits === null)
    throw new InspectionError('missing-objects', 'history of the ref update is not complete');
  return commits;
}

async function rangeOf(
  context: InspectionContext,
  tip: RefTip,
  commits: readonly ListedCommit[],
): Promise<TipRange> {
  const isUpdate = tip.update.change === 'update';
  const fastForward = tip.base !== null && (isFastForward(commits, tip.base) || tip.base === tip.commit);
  return {
    tip,
    commits,
    forced: isUpdate && !fastForward,
    netFrom: isUpdate ? tip.base : await forkPoint(context, tip, commits),
  };
}

/** Where a created ref leaves the default branch. */
async function forkPoint(
  context: InspectionContext,
  tip: RefTip,
  commits: readonly ListedCommit[],
): Promise<string | null> {
  if (tip.base === null) return null;
  if (commits.length === 0) return tip.commit;
  const boundary = boundaryOf(commits);
  if (boundary.length <= 1) return boundary[0] ?? null;
  const args = ['merge-base', tip.commit, tip.base];
  const { exit, output } = await context.scope.run({ gitDir: context.gitDir, args }, { maxBytes: 1024 });
  if (exit.code !== 0)
    throw new InspectionError('missing-objects', 'fork point of the created ref cannot be found');
  return output.trim();
}
