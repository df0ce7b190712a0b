import type { Step } from '../../protocol/audit-record.ts';
import { Revoked } from '../revocation/revoked.ts';
import { Refusal } from './refusal.ts';

/** What a client is told whose operation was taken back. */
export function revokedRefusal(step: Step, what: string): Refusal {
  return new Refusal(step, 'revoked', `${what} was revoked`, { hint: 'ask whoever runs the collector' });
}

/** Throws where this is why the exchange ended. */
export function refuseRevoked(step: Step, signal: AbortSignal): void {
  const reason: unknown = signal.reason;
  if (signal.aborted && reason instanceof Revoked) throw revokedRefusal(step, reason.what);
}
