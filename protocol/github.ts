import type { FoundSecret } from './copilot.ts';
import type { InspectedUpdate, Repository } from './operation.ts';

/** Behind its family, the name of a read of which nobody can say which repositories it reads: a search, what an owner has. */
export const WIDE_READ = 'read_any';

/** One call of GitHub's API under its stable name: the same for REST and for the field of GraphQL that does it. */
export interface GithubCall {
  /** `pulls.merge`, `contents.write`, `actions.secrets.write`; a read without a name of its own is `FAMILY.read`, or `FAMILY.read_any`. */
  readonly name: string;
  readonly access: 'read' | 'write';
  readonly route: 'rest' | 'graphql';
  readonly method: string;
  /** As it leaves, in one spelling and without its query. */
  readonly path: string;
  /** What is asked besides, as it leaves: query and body, or the field of GraphQL with its arguments. */
  readonly request: string;
  /** The same for people, contents left out. */
  readonly shown: string;
  /** Object id of the commit that the call was judged for, and to which it is bound; empty where there is none. */
  readonly head: string;
  /** What the detectors found in what is asked, base64 decoded where the API takes base64; never a value. */
  readonly secrets: readonly FoundSecret[];
}

/** Whether nobody can say which repositories a call reads. */
export function isWideRead({ name }: Pick<GithubCall, 'name'>): boolean {
  return name.endsWith(`.${WIDE_READ}`);
}

/** A call that changes the content of no ref: a read, an issue, a protection, a secret of a pipeline. */
export interface GithubApiAction {
  readonly kind: 'github.api';
  /** Whose repositories the API serves: `github.com` for `api.github.com`, so that no rule is escaped by the route. */
  readonly host: string;
  /** Null for what concerns no repository, or several; for a `WIDE_READ` nobody knows. */
  readonly repository: Repository | null;
  readonly call: GithubCall;
}

/**
 * A call that changes what a ref holds. `update.newId` is empty where the host makes the commit, and `update.ref`
 * is what the call names in full.
 */
export interface GithubWriteAction {
  readonly kind: 'github.write';
  /** As that of its repository. */
  readonly host: string;
  readonly repository: Repository;
  readonly update: InspectedUpdate;
  readonly call: GithubCall;
}
