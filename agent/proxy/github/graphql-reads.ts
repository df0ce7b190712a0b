import { type GithubCall, WIDE_READ } from '../../../protocol/github.ts';
import type { Action, Repository } from '../../../protocol/operation.ts';
import { GithubError } from '../../core/github/github-error.ts';
import type { Reach } from '../../core/github/graphql-reach.ts';
import { apiAction, READ } from './call-actions.ts';
import type { Judging } from './judging.ts';
import { knownNode } from './nodes.ts';
import { readRepository, repositoryOf } from './repositories.ts';

/** Each takes a read of the agent's own; a document that names more is judged as one that may read any. */
const MAX_NAMED = 8;

/** What a document with GraphQL asks, as it leaves and for people. */
export type GraphqlAsked = Pick<GithubCall, 'method' | 'path' | 'request' | 'shown'>;

/**
 * What a document reads: an action for each repository that it names, and one of none where it may read beyond
 * them. Empty for one that reads of no repository. Throws GithubError `unresolved`.
 */
export async function readActions(
  judging: Judging,
  reach: Reach,
  asked: GraphqlAsked,
): Promise<readonly Action[]> {
  const { repositories, isWide } = await resolved(judging, reach);
  const named = repositories.map((repository) => readAction(judging, repository, asked));
  if (!isWide) return named;
  const name = `graphql.${WIDE_READ}`;
  return [...named, apiAction(judging, null, { ...READ, ...asked, route: 'graphql', name })];
}

/** The action of a document that reads of this repository, or of none. */
export function readAction(judging: Judging, repository: Repository | null, asked: GraphqlAsked): Action {
  return apiAction(judging, repository, { ...READ, ...asked, route: 'graphql', name: 'graphql.read' });
}

interface Resolved {
  readonly repositories: readonly Repository[];
  readonly isWide: boolean;
}

async function resolved(judging: Judging, { repositories, nodes, isWide }: Reach): Promise<Resolved> {
  if (repositories.length + nodes.length > MAX_NAMED) return { repositories: [], isWide: true };
  const known = new Map<string, Repository>();
  for (const path of repositories) {
    const repository = await readRepository(judging, path);
    known.set(repository.id, repository);
  }
  let isBeyond = isWide;
  for (const id of nodes) {
    const repository = await repositoryOfNode(judging, id);
    if (repository === null) isBeyond = true;
    else known.set(repository.id, repository);
  }
  return { repositories: [...known.values()], isWide: isBeyond };
}

/** Null for what is in none, and where the host does not say in which. */
async function repositoryOfNode(judging: Judging, id: string): Promise<Repository | null> {
  try {
    const { repository } = await knownNode(judging, id);
    return repository === null ? null : repositoryOf(judging.route, repository);
  } catch (cause) {
    if (cause instanceof GithubError && cause.code === 'unresolved') return null;
    throw cause;
  }
}
