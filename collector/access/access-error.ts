type AccessErrorCode = 'damaged' | 'not-written';

export class AccessError extends Error {
  readonly code: AccessErrorCode;
  readonly hint: string;

  constructor(code: AccessErrorCode, message: string, options: { hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'AccessError';
    this.code = code;
    this.hint = options.hint;
  }
}
