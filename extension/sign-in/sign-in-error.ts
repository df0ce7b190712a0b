export type SignInErrorCode =
  | 'no-collector'
  | 'no-provider'
  | 'no-native-client'
  | 'provider-failed'
  | 'timed-out'
  | 'refused'
  | 'signed-out';

/** Why nobody was signed in. No text of the provider's is in it: that may hold a code or a token. */
export class SignInError extends Error {
  readonly code: SignInErrorCode;

  constructor(code: SignInErrorCode, message: string) {
    super(message);
    this.name = 'SignInError';
    this.code = code;
  }
}
