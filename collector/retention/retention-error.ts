type RetentionErrorCode = 'no-policy' | 'bad-policy';

/** Nothing is destroyed while it is not known what shall be kept. */
export class RetentionError extends Error {
  readonly code: RetentionErrorCode;

  constructor(code: RetentionErrorCode, message: string) {
    super(message);
    this.name = 'RetentionError';
    this.code = code;
  }
}
