export type JournalErrorCode =
  | 'bad-limits'
  | 'locked'
  | 'damaged'
  | 'foreign-key'
  | 'not-canonical'
  | 'too-large'
  | 'full'
  | 'overloaded'
  | 'write-failed'
  | 'not-retained'
  | 'not-written'
  | 'closed';

/** Why the journal did not open, or did not take or give a record. Holds nothing of a record's detail. */
export class JournalError extends Error {
  readonly code: JournalErrorCode;
  readonly hint: string;

  constructor(
    code: JournalErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'JournalError';
    this.code = code;
    this.hint = options.hint ?? '';
  }
}

/** Something in the journal's folder is not what a journal leaves behind, not even one that was killed. */
export function damaged(message: string): JournalError {
  return new JournalError('damaged', message, {
    hint: 'keep the folder as evidence, move it away, and enrol the agent anew: its records cannot be continued',
  });
}
