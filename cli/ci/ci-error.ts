export type CiErrorCode =
  | 'no-policy'
  | 'no-agent'
  | 'not-enforcing'
  | 'not-through'
  | 'running'
  | 'not-own'
  | 'ended-early'
  | 'not-shipped';

/** Why a step of a pipeline fails. Nothing of a secret is in it. */
export class CiError extends Error {
  readonly code: CiErrorCode;
  readonly hint: string;

  constructor(code: CiErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'CiError';
    this.code = code;
    this.hint = hint;
  }
}
