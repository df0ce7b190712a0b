export type TokenErrorCode = 'malformed' | 'unknown-issuer' | 'expired' | 'refused' | 'issuer-away';

/** Why a token speaks for nobody. Nothing of the token is in it. */
export class TokenError extends Error {
  readonly code: TokenErrorCode;

  constructor(code: TokenErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TokenError';
    this.code = code;
  }
}
