export type CredentialErrorCode =
  | 'bad-settings'
  | 'cannot-narrow'
  | 'no-repository'
  | 'helper-failed'
  | 'not-installed'
  | 'renamed'
  | 'provider-failed'
  | 'too-broad'
  | 'too-many';

/** Why there is no credential. No message holds one, or text of a provider, which might. */
export class CredentialError extends Error {
  readonly code: CredentialErrorCode;
  readonly hint: string;

  constructor(code: CredentialErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'CredentialError';
    this.code = code;
    this.hint = hint;
  }
}
