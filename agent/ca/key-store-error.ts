export type KeyStoreErrorCode =
  | 'not-a-file'
  | 'foreign-owner'
  | 'too-permissive'
  | 'not-a-key'
  | 'already-there'
  | 'keychain-unavailable';

/** Why the authority's private key cannot be read or kept. */
export class KeyStoreError extends Error {
  readonly code: KeyStoreErrorCode;
  readonly hint: string;

  constructor(code: KeyStoreErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'KeyStoreError';
    this.code = code;
    this.hint = hint;
  }
}
