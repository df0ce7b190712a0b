export type StoreErrorCode =
  | 'too-new'
  | 'unexpected-row'
  | 'closed'
  | 'cut-short'
  | 'away'
  | 'failed'
  | 'overloaded';

/** A database that is not the one this program wrote, or that is not open any more. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

export function overloaded(limit: number): StoreError {
  return new StoreError('overloaded', `${limit} writes wait for the database, which is the limit`);
}
