import type { Step } from '../../../protocol/audit-record.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import type { MaskObligation } from '../../../protocol/verdict.ts';
import { JournalError } from '../../audit/journal-error.ts';
import type { JournalEntry } from '../../audit/sealer.ts';
import { describeAttachment, describeOutcome, describePolicy, describeRoute } from '../describe.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Journaled, Masked } from '../stages.ts';

/**
 * The intent record is on disk when this returns; before that no byte leaves. Exits `journal-full`: the
 * collector has not taken what is spooled; `journal-failed`: the disk did not take the record; `too-large`: there
 * is more to write down than one record holds; `malformed`: text that has no canonical form (RFC 8785).
 */
export async function journal(masked: Masked, ports: ExchangePorts): Promise<Journaled> {
  const prompt = recordPrompt(masked, ports);
  const appended = appendOrRefuse(ports, 'journal', {
    event: 'exchange.intent',
    session: masked.session.id,
    exchange: masked.exchange,
    detail: intentDetail(masked),
  });
  // Both are flushed at once, the prompt before the intent.
  const [, intent] = await Promise.all([prompt, appended]);
  return { ...masked, intent };
}

/** Appends a record, or refuses the exchange it belongs to: no record, no way through. */
export function appendOrRefuse(
  ports: Pick<ExchangePorts, 'journal'>,
  step: Step,
  entry: JournalEntry,
): Promise<{ readonly seq: number; readonly hash: string }> {
  return orRefuse(step, () => ports.journal.append(entry));
}

async function orRefuse<T>(step: Step, append: () => Promise<T>): Promise<T> {
  try {
    return await append();
  } catch (cause) {
    throw unrecorded(step, cause);
  }
}

/** Why what has no record does not go through. */
export function unrecorded(step: Step, cause: unknown): Refusal {
  const code = cause instanceof JournalError ? cause.code : null;
  if (code === 'full') {
    return new Refusal(
      step,
      'journal-full',
      'the collector has not taken the records and the spool is full',
      {
        hint: 'start the collector, or raise the spool limit of the agent',
        cause,
      },
    );
  }
  if (code === 'too-large') {
    return new Refusal(step, 'too-large', 'what would be done does not fit into one record', {
      hint: 'push fewer refs at a time',
      cause,
    });
  }
  if (code === 'not-canonical') {
    return new Refusal(step, 'malformed', 'the request holds text that cannot be written down', { cause });
  }
  return new Refusal(step, 'journal-failed', 'the audit journal cannot be written', {
    hint: 'free the disk that COUNTERSIGN_HOME is on; the agent goes on by itself',
    cause,
  });
}

/** What is asked of a model or a tool is on disk before it leaves, like the intent that it belongs to. */
function recordPrompt(masked: Masked, ports: ExchangePorts): Promise<void> {
  const { payload, session, exchange, obligations } = masked;
  if (payload.kind !== 'text') return Promise.resolve();
  const { capture } = obligations;
  const whole = { origin: 'request', path: null, tool: null, text: payload.masked.text };
  const parts = capture === 'full' ? [...payload.contents, whole] : payload.contents;
  const content = { session: session.id, exchange, side: 'prompt', parts, capture } as const;
  return orRefuse('journal', () => ports.contents.write(content, { reserve: false }));
}

function intentDetail(masked: Masked): JsonObject {
  const { subject, program } = masked.session;
  return {
    subject: subject.id,
    groups: [...subject.groups],
    actor: subject.actor,
    program,
    operation: { ...describeRoute(masked), ...describeAttachment(masked) },
    ...describePolicy(masked.enforced),
    mask: describeMask(masked.obligations.mask),
    decisions: masked.outcomes.map(describeOutcome),
  };
}

/** Whether what was found was replaced: `everything`, `nothing`, or what these detectors find. */
function describeMask(mask: MaskObligation): JsonObject[string] {
  return mask.kind === 'detectors' ? [...mask.detectors] : mask.kind;
}
