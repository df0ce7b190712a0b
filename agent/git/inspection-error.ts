export type InspectionErrorCode =
  | 'pack-too-large'
  | 'too-many-commits'
  | 'too-many-changes'
  | 'malformed-pack'
  | 'thin-pack'
  | 'malformed-object'
  | 'secret-in-name'
  | 'not-a-commit'
  | 'missing-objects'
  | 'upstream-unreadable'
  | 'timeout'
  | 'aborted'
  | 'git-failed'
  | 'git-too-old';

/** Why a push could not be inspected wholly. There is no partial result: what throws this cannot be judged. */
export class InspectionError extends Error {
  readonly code: InspectionErrorCode;
  /** What the person who pushes can do about it; empty when nothing. */
  readonly hint: string;

  constructor(code: InspectionErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'InspectionError';
    this.code = code;
    this.hint = options.hint ?? '';
  }
}

/** The first line of what a git process said, fit for a message: printable and short. */
export function firstComplaint(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /^(?:fatal|error): /.test(line));
  const line = lines[0] ?? stderr.split('\n')[0] ?? '';
  return line.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
