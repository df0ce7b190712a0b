import { isObjectId, objectIdAt, textAt, valueAt } from '../../core/github/answer-value.ts';
import { encodeSegment } from '../../core/github/api-target.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { membersOf, type RestBody, requiredText, textOf, withMember } from '../../core/github/rest-body.ts';
import { inspectMove } from './inspect-move.ts';
import type { Judging, RefWrite, ResolvedCall } from './judging.ts';
import { branchRef, type KnownRepository, tipOf } from './repositories.ts';

/** `PUT /pulls/N/merge`: bound to the head that was judged, so that the host refuses once it is another. */
export async function mergePull(
  judging: Judging,
  known: KnownRepository,
  { number, body }: { readonly number: string; readonly body: RestBody | null },
): Promise<ResolvedCall> {
  const members = membersOf(body, ['commit_title', 'commit_message', 'sha', 'merge_method']);
  const write = await pullMerge(judging, known, number);
  refuseOther(textOf(members, 'sha'), write.head);
  return { writes: [write], text: withMember(body, 'sha', write.head) };
}

/** `PUT /pulls/N/update-branch`: the base goes into the head's branch. */
export async function updatePullBranch(
  judging: Judging,
  known: KnownRepository,
  { number, body }: { readonly number: string; readonly body: RestBody | null },
): Promise<ResolvedCall> {
  const members = membersOf(body, ['expected_head_sha']);
  const write = await pullUpdate(judging, known, number);
  refuseOther(textOf(members, 'expected_head_sha'), write.update.oldId);
  return { writes: [write], text: withMember(body, 'expected_head_sha', write.update.oldId) };
}

/** `POST /merges`: what is merged leaves as a commit, whatever it was called. */
export async function mergeBranches(
  judging: Judging,
  known: KnownRepository,
  body: RestBody | null,
): Promise<ResolvedCall> {
  const members = membersOf(body, ['base', 'head', 'commit_message']);
  const head = await commitNamed(judging, known, requiredText(members, 'head'));
  const write = await mergeInto(judging, known, { ref: branchRef(requiredText(members, 'base')), head });
  return { writes: [write], text: withMember(body, 'head', head) };
}

/** What it brings to the base of a pull request to merge it now. */
export async function pullMerge(judging: Judging, known: KnownRepository, number: string): Promise<RefWrite> {
  const pull = await pullRequest(judging, known, number);
  const write = await mergeInto(judging, known, { ref: branchRef(pull.base), head: pull.head });
  return { ...write, confirm: () => confirmPull(judging, known, { number, pull }) };
}

/** What it brings to the branch of a pull request to merge its base into it. */
export async function pullUpdate(
  judging: Judging,
  known: KnownRepository,
  number: string,
): Promise<RefWrite> {
  const pull = await pullRequest(judging, known, number);
  if (pull.headRepository.toLowerCase() !== known.repository.path.toLowerCase()) {
    throw new GithubError('unresolved', 'the branch of the pull request is in another repository', {
      hint: 'merge the base with git, and push',
    });
  }
  const base = await tipOf(judging, known, branchRef(pull.base));
  if (base === null) throw new GithubError('unresolved', 'the base of the pull request is not there');
  const write = await mergeInto(judging, known, { ref: branchRef(pull.headBranch), head: base });
  const confirm = () => confirmPull(judging, known, { number, pull });
  if (write.update.oldId === pull.head) return { ...write, confirm };
  throw new GithubError('unresolved', 'the branch of the pull request moves');
}

/** The host sees to the head; that it still goes into the same branch is for us to see. */
async function confirmPull(
  judging: Judging,
  known: KnownRepository,
  { number, pull }: { readonly number: string; readonly pull: PullRequest },
): Promise<void> {
  const { base, head } = await pullRequest(judging, known, number);
  if (base === pull.base && head === pull.head) return;
  throw new GithubError('unresolved', 'the pull request has another head or base since it was judged', {
    hint: 'try again: what is asked now is another question',
  });
}

interface PullRequest {
  readonly head: string;
  readonly headBranch: string;
  readonly headRepository: string;
  readonly base: string;
}

async function pullRequest({ reads }: Judging, known: KnownRepository, number: string): Promise<PullRequest> {
  if (!/^[1-9][0-9]{0,9}$/.test(number))
    throw new GithubError('target', 'the number of the pull request is none');
  const { status, json } = await reads.get(`${known.path}/pulls/${number}`);
  if (status !== 200) throw new GithubError('unresolved', 'the host does not show the pull request');
  const headRepository = valueAt(json, 'head', 'repo', 'full_name');
  return {
    head: objectIdAt(json, 'head', 'sha'),
    headBranch: textAt(json, 'head', 'ref'),
    headRepository: typeof headRepository === 'string' ? headRepository : '',
    base: textAt(json, 'base', 'ref'),
  };
}

/** The commit that a branch, a tag or an id stands for. */
export async function commitNamed({ reads }: Judging, known: KnownRepository, name: string): Promise<string> {
  if (isObjectId(name)) return name;
  branchRef(name);
  const { status, json } = await reads.get(`${known.path}/commits/${encodeSegment(name)}`);
  if (status !== 200) throw new GithubError('unresolved', 'the host does not know the commit that is named');
  return objectIdAt(json, 'sha');
}

/**
 * A merge brings the commits of its head that the branch does not have. Where the two have gone apart, the difference
 * between their tips says nothing of it, and a merge rewrites nothing.
 */
export async function mergeInto(
  judging: Judging,
  known: KnownRepository,
  { ref, head }: { readonly ref: string; readonly head: string },
): Promise<RefWrite> {
  const from = await tipOf(judging, known, ref);
  if (from === null) throw new GithubError('unresolved', 'the branch that is merged into is not there');
  const inspected = await inspectMove(judging, known, { ref, from, to: head });
  const changes = inspected.forced
    ? inspected.changes.filter(({ commit }) => commit !== 'net')
    : inspected.changes;
  const update = { ...inspected, changes, forced: false, newId: '' };
  return { repository: known.repository, update, head, confirm: async () => undefined };
}

function refuseOther(given: string | null, head: string): void {
  if (given === null || given === head) return;
  throw new GithubError('unresolved', 'the pull request has another head than the call expects', {
    hint: 'look at it again, then try again',
  });
}
