import type { ApiErrorCode } from '../../protocol/collector-api.ts';
import { CollectorError } from '../collector-client/collector-error.ts';
import { JournalError } from './journal-error.ts';

export type ShipperFaultCode = 'fork' | 'journal-behind' | 'not-retained' | 'refused' | 'damaged';

/** Why shipping stopped for good: going on would hide that records are missing, changed or doubled. */
export class ShipperFault extends Error {
  readonly code: ShipperFaultCode;
  readonly hint: string;

  constructor(code: ShipperFaultCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ShipperFault';
    this.code = code;
    this.hint = HINTS[code];
  }
}

const EVIDENCE = 'keep the journal as evidence and enrol the agent anew';

const HINTS: Readonly<Record<ShipperFaultCode, string>> = {
  fork: `the collector has other records of this agent, as after a restored home: ${EVIDENCE}`,
  'journal-behind': `the collector has records this journal lost, as after a restored home: ${EVIDENCE}`,
  'not-retained': `the collector lost records it had acknowledged: restore it from its backup, or ${EVIDENCE}`,
  refused: `the collector does not take these records: compare the versions of both, or ${EVIDENCE}`,
  damaged: `the journal on disk does not read back: ${EVIDENCE}`,
};

/** The fault that `cause` is, or null when trying again may work. */
export function shipperFault(cause: unknown): ShipperFault | null {
  if (cause instanceof ShipperFault) return cause;
  if (cause instanceof JournalError) return journalFault(cause);
  if (cause instanceof CollectorError) return collectorFault(cause);
  return null;
}

function journalFault(cause: JournalError): ShipperFault | null {
  if (cause.code === 'not-retained') return new ShipperFault('not-retained', cause.message, cause);
  if (cause.code === 'damaged') return new ShipperFault('damaged', cause.message, cause);
  return null;
}

/** Sending the same records again would be refused again. */
const REFUSED: ReadonlySet<ApiErrorCode | null> = new Set(['bad-signature', 'invalid', 'too-large']);

/** A gap is no fault: asking the collector for its head again closes it. */
function collectorFault(cause: CollectorError): ShipperFault | null {
  if (cause.refusal === 'sequence-fork') return new ShipperFault('fork', cause.message, cause);
  return REFUSED.has(cause.refusal) ? new ShipperFault('refused', cause.message, cause) : null;
}
