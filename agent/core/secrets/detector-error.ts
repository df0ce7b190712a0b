export type DetectorErrorCode =
  | 'text-too-long'
  | 'too-many-findings'
  /** A text that is made so that rules are tried at every place and long. */
  | 'too-much-work'
  /** A rule or a pattern of the policy that cannot be compiled, or has no keyword to look for. */
  | 'bad-pattern'
  /** A known value that is too short to be told from ordinary text, or too long to be looked for. */
  | 'bad-known-value'
  | 'bad-internal-domain';

/** Why a text cannot be searched, or a detector not be made. It never quotes a text, a value or a pattern. */
export class DetectorError extends Error {
  readonly code: DetectorErrorCode;
  constructor(code: DetectorErrorCode, message: string) {
    super(message);
    this.name = 'DetectorError';
    this.code = code;
  }
}
