import type { FoundSecret } from '../../../protocol/copilot.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import type { ContentPart } from '../../audit/content-log.ts';
import type { AnswerSummary } from '../../core/copilot/answer/options.ts';
import { describeClaim } from '../describe.ts';
import type { RefusedAction } from '../lost.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Refusal } from '../refusal.ts';
import type { Forwarded } from '../stages.ts';
import type { AnswerDecision } from './hold-answer.ts';

/**
 * What was passed on is on record whatever became of the rest, once the exchange is over: it goes to the disk together
 * with the outcome, and nobody waits for it before.
 */
export function recordAnswer(forwarded: Forwarded, summary: AnswerSummary, ports: ExchangePorts): void {
  const written = writeAnswer(forwarded, summary, ports);
  forwarded.onEnd(() => written);
}

async function writeAnswer(
  forwarded: Forwarded,
  summary: AnswerSummary,
  ports: ExchangePorts,
): Promise<void> {
  const parts: readonly ContentPart[] = [
    ...summary.texts.map(({ kind, text }) => ({ origin: kind, path: null, tool: null, text })),
    ...summary.toolCalls.map((call) => ({
      origin: 'tool-call',
      path: null,
      tool: call.tool,
      text: call.arguments,
    })),
  ];
  if (parts.length === 0) return;
  const { session, exchange, obligations } = forwarded;
  try {
    await ports.contents.write(
      { session: session.id, exchange, side: 'answer', parts, capture: obligations.capture },
      { reserve: true, lingers: true },
    );
  } catch (cause) {
    ports.fault({ step: 'screen', exchange, cause });
  }
}

/** How an answer that was not cut off ended. */
export interface AnswerEnd {
  readonly bytes: number;
  readonly closedEarly: boolean;
  /** Why nobody waited any more for the reviewers; null where nobody left them. */
  readonly left: Refusal | null;
  /** Null for an answer that nobody had to review. */
  readonly decision: AnswerDecision | null;
  /** What was masked of it. */
  readonly secrets: readonly FoundSecret[];
}

/** What the outcome record says of an answer: how much it was and what became of it, never its words. */
export function describeAnswer(
  status: number,
  { model, usage, finishReasons, toolCalls, texts }: AnswerSummary,
  { bytes, closedEarly, left, decision, secrets }: AnswerEnd,
): JsonObject {
  const refused = left === null ? null : { code: left.code, reason: left.message, rule: left.rule };
  return {
    status,
    bytes,
    closedEarly,
    model,
    usage: Object.fromEntries(usage),
    finishReasons: [...finishReasons],
    texts: texts.map(({ channel, kind, text, denied }) => ({ channel, kind, chars: text.length, denied })),
    toolCalls: toolCalls.map(({ tool, denied }) => ({ tool, denied })),
    secrets: secrets.map((each) => ({ ...each })),
    ...(refused === null ? {} : { held: describeRefused(refused) }),
    ...(decision === null ? {} : { held: describeDecision(decision) }),
  };
}

function describeDecision(decision: AnswerDecision): JsonObject {
  if (decision.kind === 'granted') {
    return { verdict: 'accepted', approval: decision.claim === null ? null : describeClaim(decision.claim) };
  }
  return describeRefused(decision.refused);
}

function describeRefused({
  code,
  reason,
  rule,
}: Pick<RefusedAction, 'code' | 'reason' | 'rule'>): JsonObject {
  return { verdict: 'refused', code, reason, rule: rule === null ? null : { ...rule } };
}
