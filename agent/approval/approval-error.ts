export type ApprovalErrorCode =
  | 'wrong-approval'
  | 'wrong-digest'
  | 'wrong-exchange'
  | 'bad-signature'
  | 'own-approval'
  | 'too-few'
  | 'stale-login'
  | 'lapsed'
  | 'closed';

/** An approval that must not be used, whoever says it was granted. */
export class ApprovalError extends Error {
  readonly code: ApprovalErrorCode;

  constructor(code: ApprovalErrorCode, message: string) {
    super(message);
    this.name = 'ApprovalError';
    this.code = code;
  }
}
