export type AuthorityErrorCode =
  | 'bad-suffix'
  | 'not-covered'
  | 'bad-certificate'
  | 'certificate-without-key'
  | 'key-without-certificate'
  | 'key-mismatch'
  | 'expired';

/** What keeps the certificate authority from being used; `hint` says what a person can do about it. */
export class AuthorityError extends Error {
  readonly code: AuthorityErrorCode;
  readonly hint: string;

  constructor(code: AuthorityErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'AuthorityError';
    this.code = code;
    this.hint = hint;
  }
}
