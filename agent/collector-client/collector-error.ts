import type { ApiErrorCode } from '../../protocol/collector-api.ts';

export type CollectorErrorCode = 'unreachable' | 'timeout' | 'refused' | 'malformed';

/** Why the collector gave no answer that can be used. A caller that goes on without one must deny. */
export class CollectorError extends Error {
  readonly code: CollectorErrorCode;
  /** What the collector's API answered; null unless the code is `refused`. */
  readonly refusal: ApiErrorCode | null;
  readonly hint: string;
  /** How long the collector asks to wait before another attempt; null where it does not say. */
  readonly retryAfterMs: number | null;

  constructor(
    code: CollectorErrorCode,
    message: string,
    options: {
      readonly refusal?: ApiErrorCode;
      readonly hint?: string;
      readonly retryAfterMs?: number | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'CollectorError';
    this.code = code;
    this.refusal = options.refusal ?? null;
    this.hint = options.hint ?? '';
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** True when asking again later may work: the collector was not there, too slow, or had a fault of its own. */
export function isTransient(cause: unknown): boolean {
  if (!(cause instanceof CollectorError)) return false;
  return cause.code === 'unreachable' || cause.code === 'timeout' || TRANSIENT.has(cause.refusal);
}

/** Whether the collector does not know the token that it was asked with. */
export function isUnauthenticated(cause: unknown): boolean {
  return cause instanceof CollectorError && cause.refusal === 'unauthenticated';
}

const TRANSIENT: ReadonlySet<ApiErrorCode | null> = new Set(['internal', 'overloaded', 'indexing']);
