import type { Commit, RefUpdate } from '../../protocol/operation.ts';
import { CommitObjectError, readTagObject, type TagObject } from '../core/git/commit-object.ts';
import { describeTag } from './commit-store.ts';
import type { InspectionContext } from './inspection-context.ts';
import { InspectionError } from './inspection-error.ts';
import { readHead } from './upstream-read.ts';

/** A ref update that is not a deletion, with the commits it is about. */
export interface RefTip {
  readonly update: RefUpdate;
  readonly commit: string;
  /** The annotated tags on the way from the ref to the commit. */
  readonly tags: readonly Commit[];
  /** The old commit, or for a created ref that of the default branch; null when there is none. */
  readonly base: string | null;
}

const MAX_TAG_DEPTH = 8;
const MAX_TAG_BYTES = 1024 * 1024;

/**
 * Finds what each update builds on, and has its trees here. Runs while the pack arrives: all it needs to know is
 * in the commands.
 */
export async function findBases(context: InspectionContext): Promise<ReadonlyMap<RefUpdate, string | null>> {
  const { updates } = context;
  const creates = updates.some((update) => update.change === 'create');
  const head = creates ? await readHead(context.scope, context.cache.trees, await context.access()) : null;
  const bases = new Map<RefUpdate, string | null>();
  for (const update of updates) {
    if (update.change !== 'delete') bases.set(update, update.change === 'create' ? head : update.oldId);
  }
  await bringTrees(
    context,
    [...bases.values()].filter((base) => base !== null),
  );
  return bases;
}

/** The trees of the commits, which are fetched where they are not here. */
export async function bringTrees(
  context: InspectionContext,
  commits: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(commits)];
  const trees = await treesHere(context, wanted);
  const missing = wanted.filter((id) => !trees.has(id));
  if (missing.length === 0) return trees;
  await context.cache.fetchTips(context.scope, await context.access(), missing);
  return new Map([...trees, ...(await treesHere(context, missing))]);
}

async function treesHere(
  { reader }: InspectionContext,
  commits: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await reader.info(commits.map((id) => `${id}^{tree}`));
  return new Map(found.flatMap((tree, index) => (tree === null ? [] : [[commits[index] ?? '', tree.id]])));
}

/** Follows the updates' ids, through annotated tags, to their commits. */
export async function findTips(
  context: InspectionContext,
  bases: ReadonlyMap<RefUpdate, string | null>,
): Promise<readonly RefTip[]> {
  const tips: RefTip[] = [];
  for (const [update, baseId] of bases) {
    const { commit, tags } = await peelNew(context, update);
    tips.push({ update, commit, tags, base: baseId === null ? null : await peelBase(context, baseId) });
  }
  return tips;
}

/** What a push moves a ref to may be on the upstream already, below a branch that was never read here. */
async function peelNew(
  context: InspectionContext,
  update: RefUpdate,
): Promise<{ commit: string; tags: readonly Commit[] }> {
  let peeled = await peel(context, update.newId);
  if (peeled.kind === 'missing') {
    await context.fetchGraph();
    peeled = await peel(context, update.newId);
  }
  switch (peeled.kind) {
    case 'commit':
      return peeled;
    case 'missing':
      throw new InspectionError('missing-objects', `neither the pack nor the upstream has ${update.newId}`);
    case 'other':
      throw new InspectionError('not-a-commit', `${update.newId} leads to no commit`, {
        hint: 'refs to files or folders cannot be inspected',
      });
  }
}

async function peelBase(context: InspectionContext, id: string): Promise<string | null> {
  const peeled = await peel(context, id);
  if (peeled.kind === 'missing') {
    throw new InspectionError('missing-objects', `the upstream no longer has ${id}`, {
      hint: 'fetch, then push again',
    });
  }
  return peeled.kind === 'commit' ? peeled.commit : null;
}

type Peeled =
  | { readonly kind: 'commit'; readonly commit: string; readonly tags: readonly Commit[] }
  | { readonly kind: 'missing' | 'other' };

async function peel(context: InspectionContext, id: string): Promise<Peeled> {
  const tags: Commit[] = [];
  for (let at = id; tags.length <= MAX_TAG_DEPTH; ) {
    const [found] = await context.reader.info([at]);
    if (found == null) return { kind: 'missing' };
    if (found.type === 'commit') return { kind: 'commit', commit: at, tags };
    if (found.type !== 'tag' || found.size > MAX_TAG_BYTES) return { kind: 'other' };
    const tag = await readTag(context, at);
    tags.push(describeTag(at, tag, context));
    at = tag.target;
  }
  return { kind: 'other' };
}

async function readTag(context: InspectionContext, id: string): Promise<TagObject> {
  const pieces: Uint8Array[] = [];
  await context.reader.contents([id], () => (piece) => void pieces.push(Buffer.from(piece)));
  try {
    return readTagObject(Buffer.concat(pieces));
  } catch (cause) {
    if (!(cause instanceof CommitObjectError)) throw cause;
    throw new InspectionError('malformed-object', `tag ${id} cannot be read: ${cause.message}`, { cause });
  }
}
