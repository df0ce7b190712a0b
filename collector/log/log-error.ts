export type LogErrorCode = 'not-ours' | 'rolled-back' | 'forked';

/** The published log is not the one that the database holds: signing on would sign a second history. */
export class LogError extends Error {
  readonly code: LogErrorCode;
  readonly hint: string;

  constructor(code: LogErrorCode, message: string) {
    super(message);
    this.name = 'LogError';
    this.code = code;
    this.hint = HINTS[code];
  }
}

const HINTS: Readonly<Record<LogErrorCode, string>> = {
  'not-ours': 'restore the key, the log folder and the database that belong together',
  'rolled-back': 'restore the newer database; agents that saw the newer log do not go on with an older one',
  forked: 'restore the database that belongs to the log folder, and keep both as evidence',
};
