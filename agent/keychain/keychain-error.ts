export type KeychainErrorCode = 'unavailable' | 'unreadable-choice' | 'bad-name' | 'bad-token';

/** Why something cannot be kept in the user's keychain, or got out of it; it quotes no secret. */
export class KeychainError extends Error {
  readonly code: KeychainErrorCode;
  readonly hint: string;

  constructor(code: KeychainErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'KeychainError';
    this.code = code;
    this.hint = hint;
  }
}
