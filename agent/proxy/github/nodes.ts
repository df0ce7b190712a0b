import type { JsonValue } from '../../../protocol/json.ts';
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
    ... on Label { label: repository { nameWithOwner } }
    ... on PullRequestReviewThread { thread: repository { nameWithOwner } }
    ... on BranchProtectionRule { rule: repository { nameWithOwner } }
    ... on Deployment { deployment: repository { nameWithOwner } }
    ... on CheckSuite { suite: repository { nameWithOwner } }
  }
}`;

/** Where the name of the repository stands; types differ in whether there always is one, and so need names of their own. */
const PLACES = ['repository', 'label', 'thread', 'rule', 'deployment', 'suite'];
/** What belongs to people and organizations. Of anything else a rule for a repository has to know which it is in. */
const OUTSIDE: ReadonlySet<string> = new Set(['User', 'Organization', 'Enterprise', 'ProjectV2', 'Gist']);

function repositoryIn(json: JsonValue): string | null {
  const names = [
    valueAt(json, 'data', 'node', 'nameWithOwner'),
    ...PLACES.map((place) => valueAt(json, 'data', 'node', place, 'nameWithOwner')),
  ];
  return names.find((name) => typeof name === 'string') ?? null;
}

/** Asks the host, with the client's right. Throws GithubError `unresolved` for an id that it does not know. */
export async function knownNode(judging: Judging, id: string): Promise<KnownNode> {
  const { status, json } = await judging.reads.query(QUERY, { id });
  const type = valueAt(json, 'data', 'node', '__typename');
  if (status !== 200 || typeof type !== 'string') {
    throw new GithubError('unresolved', 'the host does not show what the call is of');
  }
  const repository = repositoryIn(json);
  if (repository === null && !OUTSIDE.has(type)) {
    throw new GithubError('unresolved', `the host does not say in which repository the ${type} is`, {
      hint: 'do it over REST, or on the web page',
    });
  }
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
