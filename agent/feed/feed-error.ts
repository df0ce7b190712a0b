/** Why what a feed offers, or what is kept of it, is not believed; docs/policy-feed.md has a line for each. */
export type FeedErrorCode =
  | 'unreachable'
  | 'slow'
  | 'too-large'
  | 'missing'
  | 'malformed'
  | 'signature'
  | 'rollback'
  | 'expired'
  | 'mismatch'
  | 'unsupported'
  | 'policy'
  | 'disk'
  | 'damaged'
  | 'revoked'
  | 'stale'
  | 'never-fetched';

export class FeedError extends Error {
  readonly code: FeedErrorCode;

  constructor(code: FeedErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'FeedError';
    this.code = code;
  }
}
