import type { GithubApiAction, GithubCall } from '../../../protocol/github.ts';
import type { ClientRequest } from '../client.ts';
import { Refusal } from '../refusal.ts';
import type { Parsed, Route } from '../stages.ts';

export type LfsRoute = Extract<Route, { kind: 'lfs' }>;

type Said = Pick<GithubCall, 'name' | 'access' | 'request' | 'shown' | 'secrets'>;

/** A call of Git LFS as policy sees it: one of the host's API that changes the content of no ref. */
export function lfsAction(
  { client, repository }: Omit<LfsRoute, 'kind' | 'ask'>,
  said: Said,
): GithubApiAction {
  const [path = ''] = client.path.split('?', 1);
  const call: GithubCall = { ...said, route: 'rest', method: client.method, path, head: '' };
  return { kind: 'github.api', host: repository.host, repository, call };
}

/** No rule on changes is asked about it: it has none. */
export const NO_CHANGES: Pick<Parsed, 'scannedFor' | 'searchedBy'> = Object.freeze({
  scannedFor: [],
  searchedBy: null,
});

const MEDIA_TYPE = /^\s*application\/vnd\.git-lfs\+json\s*(?:;|$)/i;

/** Some server may read a body of another type as a form, or not at all. Exit `malformed`. */
export function refuseOtherType(client: ClientRequest, types: readonly string[]): void {
  const [type = '', ...more] = types;
  if (more.length === 0 && MEDIA_TYPE.test(type)) return;
  throw new Refusal('parse', 'malformed', `${client.method} to Git LFS has no body of its media type`, {
    hint: 'git-lfs sends application/vnd.git-lfs+json',
  });
}

/** Neither a path nor a ref can be said in another form. Exit `cannot-mask`. */
export function refuseSecretNames(
  names: readonly string[],
  { detector }: { readonly detector: { scan(text: string): readonly unknown[] } },
): void {
  if (names.every((name) => detector.scan(name).length === 0)) return;
  throw new Refusal('parse', 'cannot-mask', 'a name in the call holds a secret', {
    hint: 'give it another name',
  });
}
