export type CollectorStartErrorCode =
  | 'not-loopback'
  | 'cannot-listen'
  | 'locked'
  | 'bad-settings'
  | 'no-database';

/** Why a collector does not start; `hint` says what a person can do about it. */
export class CollectorStartError extends Error {
  readonly code: CollectorStartErrorCode;
  readonly hint: string;

  constructor(code: CollectorStartErrorCode, message: string, options: { hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'CollectorStartError';
    this.code = code;
    this.hint = options.hint;
  }
}
