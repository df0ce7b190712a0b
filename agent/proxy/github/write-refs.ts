import { isObjectId } from '../../core/github/answer-value.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { membersOf, type RestBody, requiredText } from '../../core/github/rest-body.ts';
import { inspectMove } from './inspect-move.ts';
import type { Judging, RefWrite, ResolvedCall } from './judging.ts';
import { confirmTip, type KnownRepository, tipOf } from './repositories.ts';

/** `POST /git/refs`, `PATCH` and `DELETE` of one. */
export async function writeRef(
  judging: Judging,
  known: KnownRepository,
  call: { readonly name: string; readonly ref: string | null; readonly body: RestBody | null },
): Promise<ResolvedCall> {
  const text = call.body?.text ?? null;
  const ref = call.ref === null ? null : `refs/${call.ref}`;
  if (call.name === 'git.refs.delete') {
    membersOf(call.body, []);
    return { writes: [await moveRef(judging, known, { ref: ref ?? '', to: null })], text };
  }
  const members = membersOf(call.body, ref === null ? ['ref', 'sha'] : ['sha', 'force']);
  const write = await moveRef(judging, known, {
    ref: ref ?? requiredText(members, 'ref'),
    to: requiredText(members, 'sha'),
  });
  return { writes: [write], text };
}

/** What a ref that is set to a commit, or taken away, brings. */
export async function moveRef(
  judging: Judging,
  known: KnownRepository,
  { ref, to }: { readonly ref: string; readonly to: string | null },
): Promise<RefWrite> {
  if (to !== null && !isObjectId(to))
    throw new GithubError('body', 'a ref is moved to something that is no object id');
  const from = await tipOf(judging, known, ref);
  if (from === null && to === null) throw new GithubError('unresolved', 'there is no such ref to delete');
  const update = await inspectMove(judging, known, { ref, from, to });
  const confirm = () => confirmTip(judging, known, { ref, tip: from });
  return { repository: known.repository, update, head: '', confirm };
}
