export type DeliveryErrorCode = 'private-address' | 'unreachable' | 'try-later' | 'refused';

/** Why news did not arrive. It repeats nothing of an address or an answer: both may hold a secret. */
export class DeliveryError extends Error {
  readonly code: DeliveryErrorCode;
  /** What the target answered; null where it did not. */
  readonly status: number | null;

  constructor(code: DeliveryErrorCode, message: string, status: number | null = null) {
    super(message);
    this.name = 'DeliveryError';
    this.code = code;
    this.status = status;
  }
}
