export type PlaygroundErrorCode = 'git-missing' | 'git-failed' | 'bad-name' | 'bad-value';

/** Why the playground could not be made or served. */
export class PlaygroundError extends Error {
  readonly code: PlaygroundErrorCode;
  readonly hint: string;

  constructor(code: PlaygroundErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'PlaygroundError';
    this.code = code;
    this.hint = hint;
  }
}
