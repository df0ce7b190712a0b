import type { JsonValue } from '../../../protocol/json.ts';
import type { Repository } from '../../../protocol/operation.ts';
import { repositoryId } from '../../core/git/git-path.ts';
import { isRefName } from '../../core/git/ref-name.ts';
import { objectIdAt, textAt, valueAt } from '../../core/github/answer-value.ts';
import { encodeSegment } from '../../core/github/api-target.ts';
import { GithubError } from '../../core/github/github-error.ts';
import type { NamedRepository } from '../../core/github/rest-call.ts';
import type { ClientRequest } from '../client.ts';
import type { ApiAnswer } from './api-reads.ts';
import type { ChangeSearch } from './change-searches.ts';
import type { Judging } from './judging.ts';
import { upstreamHost } from './upstream-host.ts';

/** A repository as the host knows it. */
export interface KnownRepository {
  readonly repository: Repository;
  /** Path below the root of the REST API. */
  readonly path: string;
  readonly defaultBranch: string;
  /** What is looked for in what changes in it. */
  readonly search: ChangeSearch;
}

const MOVED: ReadonlySet<number> = new Set([301, 302, 307, 308]);
const FULL_NAME = /^[A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100}$/;

/**
 * The repository that is meant, under the name it has: asked of the host with the client's right. Throws GithubError
 * `unresolved` for one that was renamed or moved since the name was good, and one that the client may not see.
 */
export async function knownRepository(judging: Judging, named: NamedRepository): Promise<KnownRepository> {
  return shownRepository(judging, named, await askFor(judging, named));
}

/**
 * The same, and for a name that the repository had before, the repository as it is called by now: asked for by the number
 * that stays with it, which is all that is taken from the host's answer. Throws GithubError `unresolved`.
 */
export async function presentRepository(judging: Judging, named: NamedRepository): Promise<KnownRepository> {
  const answer = await askFor(judging, named);
  if (named.by === 'path' && MOVED.has(answer.status)) {
    return knownRepository(judging, { by: 'number', number: numberIn(answer.json) });
  }
  return shownRepository(judging, named, answer);
}

function askFor({ reads }: Judging, named: NamedRepository): Promise<ApiAnswer> {
  return reads.get(named.by === 'path' ? `/repos/${named.path}` : `/repositories/${named.number}`);
}

async function shownRepository(
  judging: Judging,
  named: NamedRepository,
  { status, json }: ApiAnswer,
): Promise<KnownRepository> {
  if (MOVED.has(status)) throw moved();
  if (status !== 200)
    throw new GithubError('unresolved', 'the host does not show the repository of the call');
  const fullName = textAt(json, 'full_name');
  if (!FULL_NAME.test(fullName))
    throw new GithubError('unresolved', 'the host gives the repository an odd name');
  if (named.by === 'path' && fullName.toLowerCase() !== named.path.toLowerCase()) throw moved();
  const repository = repositoryOf(judging.route, fullName);
  return {
    repository,
    search: await judging.searches.of(repository),
    path: `/repos/${fullName}`,
    defaultBranch: textAt(json, 'default_branch'),
  };
}

const NUMBERED = /^https:\/\/[^/?#]+\/(?:api\/v3\/)?repositories\/([1-9][0-9]{0,18})$/;

/** Where GitHub says that the repository is (docs.github.com, "Follow redirects"). */
function numberIn(json: JsonValue): string {
  const number = NUMBERED.exec(textAt(json, 'url'))?.[1];
  if (number === undefined) throw moved();
  return number;
}

/**
 * The repository that a call reads by this name. Throws GithubError `unresolved` for one that was renamed: GraphQL shows
 * it under its old name as well, and rules are about the new one. Of one that is not shown there is nothing to read.
 */
export async function readRepository(judging: Judging, path: string): Promise<Repository> {
  const { status, json } = await judging.reads.get(`/repos/${path}`);
  if (MOVED.has(status)) throw moved();
  if (status === 404) return repositoryOf(judging.route, path);
  const fullName = status === 200 ? textAt(json, 'full_name') : '';
  if (!FULL_NAME.test(fullName))
    throw new GithubError('unresolved', 'the host does not show the repository of the call');
  if (fullName.toLowerCase() !== path.toLowerCase()) throw moved();
  return repositoryOf(judging.route, fullName);
}

function moved(): GithubError {
  return new GithubError('unresolved', 'the repository of the call has another name by now', {
    hint: 'use the name that it has on the web page',
  });
}

/** As a push to the same repository names it, so that no rule is escaped by the route. */
export function repositoryOf(
  { place, client }: { readonly place: Judging['route']['place']; readonly client: ClientRequest },
  path: string,
): Repository {
  const host = upstreamHost({ host: place.gitHost, port: client.target.port });
  return { id: repositoryId(host, path), host, path };
}

/** Commit that a ref is at, or null where there is no such ref. `ref` in full, `refs/heads/main`. */
export async function tipOf(judging: Judging, known: KnownRepository, ref: string): Promise<string | null> {
  if (!isRefName(ref)) throw new GithubError('body', 'the name of the ref is none that Git takes');
  const below = ref.slice('refs/'.length).split('/').map(encodeSegment).join('/');
  const { status, json } = await judging.reads.get(`${known.path}/git/ref/${below}`);
  // 409: the repository has no commit yet.
  if (status === 404 || status === 409) return null;
  if (status !== 200 || valueAt(json, 'ref') !== ref) {
    throw new GithubError('unresolved', 'the host does not say where the ref is');
  }
  return objectIdAt(json, 'object', 'sha');
}

/** Throws GithubError `unresolved` unless the ref is still there. */
export async function confirmTip(
  judging: Judging,
  known: KnownRepository,
  { ref, tip }: { readonly ref: string; readonly tip: string | null },
): Promise<void> {
  if ((await tipOf(judging, known, ref)) === tip) return;
  throw new GithubError('unresolved', 'the branch has moved since the call was judged', {
    hint: 'try again: what is asked now is another question',
  });
}

/** The branch of that short name, in full. */
export function branchRef(name: string): string {
  const ref = `refs/heads/${name}`;
  if (name.startsWith('refs/') || !isRefName(ref)) {
    throw new GithubError('body', 'the name of the branch can be read in two ways', {
      hint: 'name it without refs/heads/ in front',
    });
  }
  return ref;
}
