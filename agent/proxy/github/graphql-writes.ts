import type { JsonValue } from '../../../protocol/json.ts';
import type { Repository } from '../../../protocol/operation.ts';
import { isObjectId, textAt, valueAt } from '../../core/github/answer-value.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { type GraphqlBody, type MutationCall, withExpectedHead } from '../../core/github/graphql-call.ts';
import { MUTATIONS } from '../../core/github/mutations.ts';
import type { Judging, RefWrite } from './judging.ts';
import { type KnownNode, knownNode } from './nodes.ts';
import { branchRef, type KnownRepository, knownRepository } from './repositories.ts';
import { commitFiles } from './write-contents.ts';
import { mergeInto, pullMerge, pullUpdate } from './write-merges.ts';
import { moveRef } from './write-refs.ts';

/** What one mutation comes to. */
export interface ResolvedMutation {
  readonly call: MutationCall;
  readonly repository: Repository | null;
  readonly writes: readonly RefWrite[];
  /** The body, bound to the head that was judged. */
  readonly text: string;
}

/** Throws GithubError `unresolved` for a mutation that changes content and cannot be said how. */
export async function resolveMutation(
  judging: Judging,
  body: GraphqlBody,
  call: MutationCall,
): Promise<ResolvedMutation> {
  if (call.field === 'createCommitOnBranch') {
    const { known, branch } = await branchOf(judging, call.input['branch'] ?? null);
    const write = await commitFiles(judging, known, { branch, input: call.input });
    return { call, repository: known.repository, writes: [write], text: body.text };
  }
  refuseUnnamed(call);
  const node = call.of === null ? null : await knownNode(judging, call.of);
  const known = node?.repository == null ? null : await repositoryAt(judging, node.repository);
  const unbound = { call, repository: known?.repository ?? null, text: body.text };
  if (!CONTENT.has(call.name)) return { ...unbound, writes: [] };
  if (known === null || node === null) {
    throw new GithubError('unresolved', `it cannot be said what ${call.field} changes`, {
      hint: 'name what it is of by its node id',
    });
  }
  const { writes, head } = await writesOf(judging, known, { call, node });
  return { ...unbound, writes, text: head === null ? body.text : withExpectedHead(body, call, head) };
}

/** A rule for a repository has to know which one it is, whatever else an input can be found by. */
function refuseUnnamed({ field, of }: MutationCall): void {
  const member = MUTATIONS.get(field)?.of ?? null;
  if (member === null || of !== null) return;
  throw new GithubError('unresolved', `it cannot be said what ${field} is of`, {
    hint: `name it by its node id, as ${member}`,
  });
}

function repositoryAt(judging: Judging, path: string): Promise<KnownRepository> {
  return knownRepository(judging, { by: 'path', path });
}

const CONTENT: ReadonlySet<string> = new Set([
  'git.refs.create',
  'git.refs.update',
  'git.refs.delete',
  'merges.create',
  'pulls.merge',
  'pulls.auto_merge',
  'pulls.enqueue',
  'pulls.update_branch',
  'pulls.revert',
  'branches.create_linked',
]);

interface Resolved {
  readonly writes: readonly RefWrite[];
  /** What `expectedHeadOid` is to be; null for a mutation that takes none. */
  readonly head: string | null;
}

async function writesOf(
  judging: Judging,
  known: KnownRepository,
  { call, node }: { readonly call: MutationCall; readonly node: KnownNode },
): Promise<Resolved> {
  const { input } = call;
  switch (call.field) {
    case 'createRef':
      return unheaded([
        await moveRef(judging, known, { ref: textAt(input, 'name'), to: textAt(input, 'oid') }),
      ]);
    case 'updateRef':
      return unheaded([await moveRef(judging, known, { ref: refOf(node), to: textAt(input, 'oid') })]);
    case 'deleteRef':
      return unheaded([await moveRef(judging, known, { ref: refOf(node), to: null })]);
    case 'updateRefs':
      return unheaded(await moveRefs(judging, known, valueAt(input, 'refUpdates') ?? null));
    case 'mergeBranch':
      return unheaded([await mergeNamed(judging, known, call)]);
    case 'mergePullRequest':
    case 'enablePullRequestAutoMerge':
    case 'enqueuePullRequest': {
      const write = await pullMerge(judging, known, numberOf(node));
      return { writes: [write], head: write.head };
    }
    case 'updatePullRequestBranch': {
      const write = await pullUpdate(judging, known, numberOf(node));
      return { writes: [write], head: write.update.oldId };
    }
    default:
      throw new GithubError('unresolved', `it cannot be said what ${call.field} changes`, {
        hint: 'do it with git, and push',
      });
  }
}

function unheaded(writes: readonly RefWrite[]): Resolved {
  return { writes, head: null };
}

async function moveRefs(
  judging: Judging,
  known: KnownRepository,
  updates: JsonValue,
): Promise<readonly RefWrite[]> {
  const list = Array.isArray(updates) ? (updates as readonly JsonValue[]) : [updates];
  const writes: RefWrite[] = [];
  for (const update of list) {
    const after = textAt(update, 'afterOid');
    const to = /^0+$/.test(after) ? null : after;
    writes.push(await moveRef(judging, known, { ref: textAt(update, 'name'), to }));
  }
  return writes;
}

/** The head cannot be set over GraphQL, so it has to be a commit as it comes. */
async function mergeNamed(
  judging: Judging,
  known: KnownRepository,
  { input }: MutationCall,
): Promise<RefWrite> {
  const head = textAt(input, 'head');
  if (!isObjectId(head)) {
    throw new GithubError('unresolved', 'what is merged could move until it is', {
      hint: 'name the commit to be merged as head',
    });
  }
  return mergeInto(judging, known, { ref: branchRef(textAt(input, 'base')), head });
}

async function branchOf(
  judging: Judging,
  branch: JsonValue,
): Promise<{ readonly known: KnownRepository; readonly branch: string }> {
  const id = valueAt(branch, 'id');
  if (typeof id === 'string') {
    if (valueAt(branch, 'repositoryNameWithOwner') != null || valueAt(branch, 'branchName') != null) {
      throw new GithubError('body', 'the branch is named twice');
    }
    const node = await knownNode(judging, id);
    const name = /^refs\/heads\/(.+)$/s.exec(refOf(node))?.[1];
    if (name === undefined || node.repository === null) throw noRef();
    return { known: await repositoryAt(judging, node.repository), branch: name };
  }
  const path = textAt(branch, 'repositoryNameWithOwner');
  if (!/^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/.test(path))
    throw new GithubError('body', 'the repository has an odd name');
  return { known: await repositoryAt(judging, path), branch: textAt(branch, 'branchName') };
}

function refOf({ ref }: KnownNode): string {
  if (ref === '') throw noRef();
  return ref;
}

function numberOf({ number }: KnownNode): string {
  if (number === '') throw new GithubError('unresolved', 'the node id is of no pull request');
  return number;
}

function noRef(): GithubError {
  return new GithubError('unresolved', 'the node id is of no ref');
}
