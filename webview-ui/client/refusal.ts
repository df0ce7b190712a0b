import type { ApiErrorCode } from '../../protocol/collector-api.ts';

/** The collector's no, or `away` where none came. */
export class Refusal extends Error {
  readonly code: ApiErrorCode | 'away';
  readonly hint: string;

  constructor(code: ApiErrorCode | 'away', message: string, hint: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.hint = hint;
  }
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal('away', 'the collector cannot be reached', 'see whether it still runs');
}
