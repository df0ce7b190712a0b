export type StoreErrorCode = 'too-new' | 'unexpected-row';

/** A database that is not the one this program wrote. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }
}
