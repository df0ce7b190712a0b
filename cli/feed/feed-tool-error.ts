export type FeedToolErrorCode =
  | 'exists'
  | 'no-feed'
  | 'not-a-key'
  | 'unsafe-key'
  | 'sign-command'
  | 'wrong-signature'
  | 'tests-failed'
  | 'draft-waits'
  | 'nothing-waits'
  | 'not-a-signer'
  | 'not-enough-signatures'
  | 'missing-role'
  | 'bad-threshold'
  | 'bad-duration'
  | 'refused';

/** Why a feed was not changed. Whatever the code, what was published stays as it was. */
export class FeedToolError extends Error {
  readonly code: FeedToolErrorCode;
  readonly hint: string;

  constructor(code: FeedToolErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'FeedToolError';
    this.code = code;
    this.hint = hint;
  }
}
