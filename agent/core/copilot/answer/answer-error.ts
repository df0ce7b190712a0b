export type AnswerErrorCode =
  /** Neither an event stream nor a JSON text where one of them must be. */
  | 'unknown-format'
  | 'bad-json'
  | 'bad-stream'
  | 'unknown-event'
  | 'unknown-shape'
  /** Events in an order in which no known upstream sends them: text after its end, a delta of no block. */
  | 'out-of-order'
  /** A tool call that the same answer states in two ways. */
  | 'copies-disagree'
  /** An end in the middle of a tool call. */
  | 'truncated'
  | 'too-large'
  | 'too-many-channels';

/** An answer that cannot be screened: the caller cuts it off. The message holds nothing of what it said. */
export class AnswerError extends Error {
  readonly code: AnswerErrorCode;

  constructor(code: AnswerErrorCode, message: string) {
    super(message);
    this.name = 'AnswerError';
    this.code = code;
  }
}

export function unknownShape(what: string): AnswerError {
  return new AnswerError('unknown-shape', `the answer is not shaped as expected: ${what}`);
}
