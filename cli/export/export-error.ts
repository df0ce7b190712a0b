export type ExportErrorCode =
  /** What was given for the target or the cursor makes no sense. */
  | 'bad-target'
  | 'bad-cursor'
  /** The target may take it later. */
  | 'unreachable'
  | 'try-later'
  /** The target will not take it. */
  | 'refused';

/** Why records did not get to where they were to go. Says nothing of what is in them. */
export class ExportError extends Error {
  readonly code: ExportErrorCode;
  readonly hint: string;
  /** How long the target wants to be left alone; null where it does not say. */
  readonly waitMs: number | null;

  constructor(
    code: ExportErrorCode,
    message: string,
    options: { readonly hint?: string; readonly waitMs?: number | null; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ExportError';
    this.code = code;
    this.hint = options.hint ?? '';
    this.waitMs = options.waitMs ?? null;
  }
}

export function isLater(fault: unknown): fault is ExportError {
  return fault instanceof ExportError && (fault.code === 'unreachable' || fault.code === 'try-later');
}
