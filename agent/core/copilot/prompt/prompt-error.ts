export type PromptErrorCode = 'unknown-shape';

/** A body that is not shaped as any known client shapes it. The message says where, and never what it says. */
export class PromptError extends Error {
  readonly code: PromptErrorCode;

  constructor(code: PromptErrorCode, message: string) {
    super(message);
    this.name = 'PromptError';
    this.code = code;
  }
}

export function unknownShape(what: string): PromptError {
  return new PromptError('unknown-shape', `the body is not shaped as expected: ${what}`);
}
