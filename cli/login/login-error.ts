export type LoginErrorCode =
  | 'no-collector'
  | 'in-the-clear'
  | 'local-collector'
  | 'no-native-client'
  | 'provider-failed'
  | 'timed-out'
  | 'no-pipeline'
  | 'bad-key'
  | 'unreadable-login'
  | 'unknown-account'
  | 'too-many'
  | 'agent-running'
  | 'not-theirs'
  | 'refused';

/** Why nobody was signed in. No text of the provider's is in it: that may hold a code or a token. */
export class LoginError extends Error {
  readonly code: LoginErrorCode;
  readonly hint: string;

  constructor(code: LoginErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'LoginError';
    this.code = code;
    this.hint = hint;
  }
}
