import type { InspectedUpdate, RefUpdate } from '../../protocol/operation.ts';
import type { PatchedFile, TreePair } from '../core/git/patch.ts';
import {
  type ChangeFacts,
  comparisonsOf,
  hasContent,
  inspectedDeletion,
  inspectedUpdate,
  isScannedWhole,
  pairKey,
} from './changes.ts';
import { readCommits } from './commit-store.ts';
import { scanContents } from './content-scan.ts';
import type { GitChild } from './git-process.ts';
import { boundaryOf } from './history.ts';
import type { InspectionContext } from './inspection-context.ts';
import { InspectionError } from './inspection-error.ts';
import type { TipRange } from './range.ts';
import { diffRanges } from './range-diff.ts';
import { bringTrees } from './ref-tips.ts';
import { changedBlobs, startPatch } from './tree-diff.ts';

/** How often what git misses is fetched before the upstream is said not to have it. */
const MAX_ROUNDS = 4;
const MAX_LIST_BYTES = 256 * 1024 * 1024;

export interface Inspection {
  /** One an update, in the order of the push. */
  readonly updates: readonly InspectedUpdate[];
  /** What each ref is built on, for a pack of some of them. */
  readonly ranges: readonly TipRange[];
}

/**
 * Inspects what the updates bring, once their pack is in quarantine. `ready` is a process that was started while the
 * pack arrived. Throws unless all of it was read.
 */
export async function inspect(
  context: InspectionContext,
  ranges: readonly TipRange[],
  ready: GitChild,
): Promise<Inspection> {
  const trees = await comparedTrees(context, ranges);
  const pairs = distinctPairs(context, ranges, trees);
  const [commits, changes] = await Promise.all([
    readCommits(context, listedTrees(ranges)),
    factsOf(context, { ranges, ...pairs, ready }),
  ]);
  const facts = { commits, trees, ...changes };
  const byUpdate = new Map(ranges.map((range) => [range.tip.update, inspectedUpdate(context, range, facts)]));
  return { ranges, updates: context.updates.map((update) => byUpdate.get(update) ?? deletion(update)) };
}

function deletion(update: RefUpdate): InspectedUpdate {
  if (update.change === 'delete') return inspectedDeletion(update);
  throw new InspectionError('git-failed', 'a ref update was not inspected');
}

/** The trees of the ranges' commits as git listed them, and of those they are compared with. */
async function comparedTrees(
  context: InspectionContext,
  ranges: readonly TipRange[],
): Promise<ReadonlyMap<string, string>> {
  const listed = listedTrees(ranges);
  if (listed.size > context.limits.maxCommits) {
    throw new InspectionError(
      'too-many-commits',
      `push brings more than ${context.limits.maxCommits} commits`,
    );
  }
  const others = ranges.flatMap(comparedWith).filter((id) => !listed.has(id));
  return new Map([...(await bringTrees(context, others)), ...listed]);
}

function listedTrees(ranges: readonly TipRange[]): ReadonlyMap<string, string> {
  return new Map(ranges.flatMap(({ commits }) => commits.map(({ id, tree }) => [id, tree] as const)));
}

function comparedWith(range: TipRange): readonly string[] {
  const parents = range.commits.flatMap((commit) => commit.parents.slice(0, 1));
  return [...parents, range.tip.commit, ...(range.netFrom === null ? [] : [range.netFrom])];
}

interface DistinctPairs {
  readonly commits: readonly TreePair[];
  /** Those that are not a commit's own. */
  readonly nets: readonly TreePair[];
}

function distinctPairs(
  context: InspectionContext,
  ranges: readonly TipRange[],
  trees: ReadonlyMap<string, string>,
): DistinctPairs {
  const own = new Map<string, TreePair>();
  const nets = new Map<string, TreePair>();
  for (const range of ranges) {
    for (const { commit, pair } of comparisonsOf(context, range, trees)) {
      (commit === 'net' ? nets : own).set(pairKey(pair), pair);
    }
  }
  for (const key of own.keys()) nets.delete(key);
  return { commits: [...own.values()], nets: [...nets.values()] };
}

interface Comparing extends DistinctPairs {
  readonly ranges: readonly TipRange[];
  readonly ready: GitChild;
}

async function factsOf(context: InspectionContext, comparing: Comparing): Promise<ChangeFacts> {
  const pairs = [...comparing.commits, ...comparing.nets];
  const files = await compare(context, comparing);
  const contents = new Set<string>();
  const whole = new Set<string>();
  for (const file of files.flat()) {
    if (hasContent(file)) contents.add(file.newId);
    if (isScannedWhole(file)) whole.add(file.newId);
  }
  const [sizes, scanned] = await Promise.all([
    sizesOf(context, [...contents]),
    scanContents(context, [...whole]),
  ]);
  if (scanned === null) throw new InspectionError('missing-objects', 'a changed content is not here');
  return { files: new Map(pairs.map((pair, index) => [pairKey(pair), files[index] ?? []])), sizes, scanned };
}

async function sizesOf(
  context: InspectionContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const unknown: string[] = [];
  for (const id of ids) {
    const passed = context.passed.contents.get(id);
    if (passed === undefined) unknown.push(id);
    else sizes.set(id, passed.size);
  }
  for (const object of await context.reader.info(unknown))
    if (object !== null) sizes.set(object.id, object.size);
  return sizes;
}

/** Compares in the hope that all is here; what git misses is fetched in one go, and it compares again. */
async function compare(
  context: InspectionContext,
  comparing: Comparing,
): Promise<readonly (readonly PatchedFile[])[]> {
  const { scope, gitDir, reader, search, passed, limits } = context;
  const { commits, nets } = comparing;
  const request = { commits, nets, reader, search, passed, maxChanges: limits.maxChanges };
  let ready = comparing.ready;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const files = await diffRanges(scope, gitDir, request, ready);
    if (files !== null) return files;
    await bringMissing(context, comparing);
    ready = startPatch(scope, gitDir);
  }
  throw new InspectionError('missing-objects', 'contents that the push changes could not be fetched');
}

async function bringMissing(context: InspectionContext, { ranges, commits, nets }: Comparing): Promise<void> {
  const { scope, gitDir, limits } = context;
  const pairs = [...commits, ...nets];
  await fetchAbsent(
    context,
    pairs.flatMap((pair) => [pair.oldTree, pair.newTree]),
  );
  const request = { pairs, maxChanges: limits.maxChanges };
  let blobs = await changedBlobs(scope, gitDir, request);
  if (blobs === null) {
    await fetchAbsent(context, await missingObjects(context, ranges));
    blobs = await changedBlobs(scope, gitDir, request);
  }
  if (blobs !== null) await fetchAbsent(context, blobs);
}

async function fetchAbsent(context: InspectionContext, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)];
  const found = await context.reader.info(wanted);
  const absent = wanted.filter((_id, index) => found[index] === null);
  if (absent.length > 0) await context.cache.fetchObjects(context.scope, await context.access(), absent);
}

/** Objects of the new commits that a client may leave out of its pack because an older commit has them. */
async function missingObjects(
  context: InspectionContext,
  ranges: readonly TipRange[],
): Promise<readonly string[]> {
  const tips = ranges.map((range) => range.tip.commit);
  const edges = ranges.flatMap((range) => boundaryOf(range.commits).map((id) => `^${id}`));
  const args = ['rev-list', '--objects', '--no-object-names', '--missing=print', '--stdin'];
  const input = [...tips, ...edges].map((line) => `${line}\n`).join('');
  const { exit, output } = await context.scope.run(
    { gitDir: context.gitDir, args },
    { input, maxBytes: MAX_LIST_BYTES },
  );
  if (exit.code !== 0) throw new InspectionError('missing-objects', 'trees of the push cannot be listed');
  return output
    .split('\n')
    .filter((line) => line.startsWith('?'))
    .map((line) => line.slice(1));
}
