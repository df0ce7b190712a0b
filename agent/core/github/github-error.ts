export type GithubErrorCode =
  /** A path that a server may read otherwise than it is read here. */
  | 'target'
  /** Nothing that is known to be a call of the API. */
  | 'unknown-call'
  /** A body that is not what the call takes, or could be read in two ways. */
  | 'body'
  | 'graphql'
  | 'unknown-mutation'
  | 'too-large'
  /** A call that changes content, of which it cannot be said how. */
  | 'unresolved';

/** A call of GitHub's API that cannot be judged. The message says where, and never what a body says. */
export class GithubError extends Error {
  readonly code: GithubErrorCode;
  /** What to do instead; empty where there is nothing to say. */
  readonly hint: string;

  constructor(
    code: GithubErrorCode,
    message: string,
    options: ErrorOptions & { readonly hint?: string } = {},
  ) {
    super(message, options);
    this.name = 'GithubError';
    this.code = code;
    this.hint = options.hint ?? '';
  }
}
