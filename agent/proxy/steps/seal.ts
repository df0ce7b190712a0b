import type { ApprovalClaim } from '../../../protocol/approval.ts';
import type { SpendRequest } from '../../../protocol/approvals-api.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import { JournalError } from '../../audit/journal-error.ts';
import { describeAttachment, describePolicy, describeRoute } from '../describe.ts';
import type { ExchangePorts } from '../ports.ts';
import { recordedRefs } from '../recorded-refs.ts';
import type { Refusal } from '../refusal.ts';
import type { ActionOutcome, Screened } from '../stages.ts';
import type { Reached } from '../trail.ts';

/**
 * The outcome record, linked to the intent, and the end of every grant that was claimed. When the journal does
 * not take it, the next exchange finds the journal unhealthy and waits. The client has its answer by now: the record
 * may go to the disk with the next intent, which then need not wait for this one's flush.
 */
export async function seal(screened: Screened, ports: ExchangePorts): Promise<void> {
  await spend(screened.exchange, screened.outcomes, screened.result, ports);
  const { intent, result, outcome } = screened;
  const entry = { event: 'exchange.outcome', stage: screened, lingers: true } as const;
  await record(entry, { intent: intent.seq, result, ...outcome }, ports);
}

/**
 * The record of an exchange that was refused. After the intent it is an outcome, and what was claimed is spent;
 * before it, a refusal. It is tried even when the journal is what failed.
 */
export async function sealRefusal(stage: Reached, refusal: Refusal, ports: ExchangePorts): Promise<void> {
  if ('outcomes' in stage) await spend(stage.exchange, stage.outcomes, 'failed', ports);
  const detail = {
    step: refusal.step,
    code: refusal.code,
    reason: refusal.message,
    rule: refusal.rule === null ? null : { ...refusal.rule },
    ...(refusal.enforced === null ? {} : describePolicy(refusal.enforced)),
    ...recordedRefs([...refusal.refs].map(([ref, reason]) => ({ ref, reason }))),
  };
  if ('intent' in stage) {
    const entry = { event: 'exchange.outcome', stage, lingers: false } as const;
    return record(entry, { intent: stage.intent.seq, result: 'failed', ...detail }, ports);
  }
  const known =
    'session' in stage ? { subject: stage.session.subject.id, actor: stage.session.subject.actor } : {};
  const operation =
    'route' in stage ? { ...describeRoute(stage), ...describeAttachment(stage) } : hostOf(stage);
  const entry = { event: 'exchange.refused', stage, lingers: false } as const;
  await record(entry, { ...known, operation, ...detail }, ports);
}

function hostOf(stage: Reached): JsonObject {
  const { host, port } = stage.client.target;
  return { kind: 'unknown', host, port };
}

interface EndRecord {
  readonly event: 'exchange.outcome' | 'exchange.refused';
  readonly stage: Reached;
  /** False where a client waits for it. */
  readonly lingers: boolean;
}

async function record(
  { event, stage, lingers }: EndRecord,
  detail: JsonObject,
  ports: ExchangePorts,
): Promise<void> {
  const session = 'session' in stage ? stage.session.id : null;
  const append = (written: JsonObject) =>
    ports.journal.append(
      { event, session, exchange: stage.exchange, detail: written },
      { reserve: true, lingers },
    );
  try {
    await append(detail).catch((cause: unknown) => {
      if (!isUnwritable(cause)) throw cause;
      return append(bare(detail, cause.code));
    });
  } catch (cause) {
    ports.fault({ step: 'seal', exchange: stage.exchange, cause });
  }
}

/** What nobody outside had a hand in, and the end it came to. */
const BARE: ReadonlySet<string> = new Set([
  'intent',
  'result',
  'step',
  'code',
  'status',
  'bytes',
  'subject',
  'actor',
  'policy',
  'policyVersion',
]);

/** A record that cannot be written as it is, for what peers made it say, is written without that. */
function bare(detail: JsonObject, leftOut: string): JsonObject {
  return { ...Object.fromEntries(Object.entries(detail).filter(([name]) => BARE.has(name))), leftOut };
}

function isUnwritable(cause: unknown): cause is JournalError {
  return cause instanceof JournalError && (cause.code === 'too-large' || cause.code === 'not-canonical');
}

/** Tells the collector that claimed grants are used up. It never gives a claimed one out again, told or not. */
async function spend(
  exchange: string,
  outcomes: readonly ActionOutcome[],
  result: 'succeeded' | 'failed',
  ports: ExchangePorts,
): Promise<void> {
  for (const outcome of outcomes) {
    if (outcome.kind === 'accepted' && outcome.claim !== null)
      await spendClaim(outcome.claim, { exchange, outcome: result }, ports);
  }
}

export async function spendClaim(
  { approval }: ApprovalClaim,
  spent: SpendRequest,
  ports: Pick<ExchangePorts, 'approvals' | 'fault'>,
): Promise<void> {
  try {
    await ports.approvals.spend(approval, spent);
  } catch (cause) {
    ports.fault({ step: 'seal', exchange: spent.exchange, cause });
  }
}
