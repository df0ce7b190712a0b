import type { ApiErrorCode } from '../../protocol/collector-api.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { CollectorError } from '../collector-client/collector-error.ts';
import { JournalError } from './journal-error.ts';

export type ShipperFaultCode =
  | 'fork'
  | 'journal-behind'
  | 'not-retained'
  | 'refused'
  | 'damaged'
  | 'log-rollback'
  | 'log-fork'
  | 'log-unproven';

/** Why shipping stopped for good: going on would hide that records are missing, changed or doubled. */
export class ShipperFault extends Error {
  readonly code: ShipperFaultCode;
  readonly hint: string;
  /** What a record of the fault says; null when it is the journal's own. */
  readonly evidence: JsonObject | null;

  constructor(
    code: ShipperFaultCode,
    message: string,
    options: { readonly cause?: unknown; readonly evidence?: JsonObject } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ShipperFault';
    this.code = code;
    this.hint = HINTS[code];
    this.evidence = options.evidence ?? null;
  }
}

const EVIDENCE = 'keep the journal as evidence and enrol the agent anew';

const TELL = 'tell the auditor, and keep agent/receipt.json as evidence';

const HINTS: Readonly<Record<ShipperFaultCode, string>> = {
  fork: `the collector has other records of this agent, as after a restored home: ${EVIDENCE}`,
  'journal-behind': `the collector has records this journal lost, as after a restored home: ${EVIDENCE}`,
  'not-retained': `the collector lost records it had acknowledged: restore it from its backup, or ${EVIDENCE}`,
  refused: `the collector does not take these records: compare the versions of both, or ${EVIDENCE}`,
  'log-rollback': `the collector signed a smaller log than the one it gave a receipt for: ${TELL}`,
  'log-fork': `the collector signed two different logs: ${TELL}`,
  'log-unproven': `the collector took records without proof that they are in its log: ${TELL}`,
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
  if (cause.code === 'not-retained') return new ShipperFault('not-retained', cause.message, { cause });
  if (cause.code === 'damaged') return new ShipperFault('damaged', cause.message, { cause });
  return null;
}

/** Sending the same records again would be refused again. */
const REFUSED: ReadonlySet<ApiErrorCode | null> = new Set(['bad-signature', 'invalid', 'too-large']);

/** A gap is no fault: asking the collector for its head again closes it. */
function collectorFault(cause: CollectorError): ShipperFault | null {
  if (cause.refusal === 'sequence-fork') return new ShipperFault('fork', cause.message, { cause });
  return REFUSED.has(cause.refusal) ? new ShipperFault('refused', cause.message, { cause }) : null;
}
