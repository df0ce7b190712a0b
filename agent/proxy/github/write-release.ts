import { membersOf, type RestBody, requiredText, textOf, withMember } from '../../core/github/rest-body.ts';
import type { Judging, ResolvedCall } from './judging.ts';
import { type KnownRepository, tipOf } from './repositories.ts';
import { commitNamed } from './write-merges.ts';
import { moveRef } from './write-refs.ts';

const MEMBERS = [
  'tag_name',
  'target_commitish',
  'name',
  'body',
  'draft',
  'prerelease',
  'discussion_category_name',
  'generate_release_notes',
  'make_latest',
];

/** `POST /releases`: where there is no such tag, the host makes one, at a commit that is named in what leaves. */
export async function createRelease(
  judging: Judging,
  known: KnownRepository,
  body: RestBody | null,
): Promise<ResolvedCall> {
  const members = membersOf(body, MEMBERS);
  const ref = `refs/tags/${requiredText(members, 'tag_name')}`;
  const text = body?.text ?? null;
  if ((await tipOf(judging, known, ref)) !== null) return { writes: [], text };
  const target = await commitNamed(
    judging,
    known,
    textOf(members, 'target_commitish') ?? known.defaultBranch,
  );
  const write = await moveRef(judging, known, { ref, to: target });
  return { writes: [write], text: withMember(body, 'target_commitish', target) };
}
