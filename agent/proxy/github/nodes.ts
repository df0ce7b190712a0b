import { textAt, valueAt } from '../../core/github/answer-value.ts';
import { GithubError } from '../../core/github/github-error.ts';
import type { Judging } from './judging.ts';

/** What the host says of a node id (docs.github.com, "Using global node IDs"). */
export interface KnownNode {
  readonly type: string;
  /** `owner/name` of the repository that it is or is in; null where it is in none. */
  readonly repository: string | null;
  /** Of a pull request. */
  readonly number: string;
  /** Of a ref: its full name. */
  readonly ref: string;
}

const QUERY = `query($id: ID!) {
  node(id: $id) {
    __typename
    ... on Repository { nameWithOwner }
    ... on RepositoryNode { repository { nameWithOwner } }
    ... on Ref { prefix name repository { nameWithOwner } }
    ... on PullRequest { number }
  }
}`;

/** Asks the host, with the client's right. Throws GithubError `unresolved` for an id that it does not know. */
export async function knownNode(judging: Judging, id: string): Promise<KnownNode> {
  const { status, json } = await judging.reads.query(QUERY, { id });
  const type = valueAt(json, 'data', 'node', '__typename');
  if (status !== 200 || typeof type !== 'string') {
    throw new GithubError('unresolved', 'the host does not show what the call is of');
  }
  const own = valueAt(json, 'data', 'node', 'nameWithOwner');
  const outer = valueAt(json, 'data', 'node', 'repository', 'nameWithOwner');
  const repository = typeof own === 'string' ? own : typeof outer === 'string' ? outer : null;
  const number = valueAt(json, 'data', 'node', 'number');
  return {
    type,
    repository,
    number: typeof number === 'number' ? String(number) : '',
    ref:
      type === 'Ref'
        ? `${textAt(json, 'data', 'node', 'prefix')}${textAt(json, 'data', 'node', 'name')}`
        : '',
  };
}
