import { createHash } from 'node:crypto';
import { isWorkspaceRule } from '../../../policy/workspace.ts';
import type { ApprovalAsk, ApprovalBinding, ApprovalSummary } from '../../../protocol/approval.ts';
import type { Action, Operation } from '../../../protocol/operation.ts';
import type { PushDiff } from '../../../protocol/push-diff.ts';
import type { Requirement } from '../../../protocol/verdict.ts';
import type { ExchangeLimits } from '../../config.ts';
import { bindingOf, digestOf } from '../../core/approval/binding.ts';
import { answerBinding, answerSummary, type HeldAnswer } from '../../core/approval/held-answer.ts';
import { summaryOf } from '../../core/approval/summary.ts';
import { maskInJson, maskValue } from '../../core/copilot/mask-body.ts';
import { DetectorError } from '../../core/secrets/detector-error.ts';
import { maskedLines } from '../../core/secrets/mask-lines.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import type { Judged, JudgedAction } from '../stages.ts';

/** One question to the reviewers, named by the digest of what a grant would be bound to. */
export interface Ask {
  readonly action: Action;
  readonly binding: ApprovalBinding;
  readonly digest: string;
  readonly requirements: readonly Requirement[];
  /** Text of the repository's own policy, where that asks for any of it. */
  readonly workspace: string | null;
  /** What a reviewer is shown. */
  readonly summary: (limits: ExchangeLimits) => ApprovalSummary;
  /** Null for what is no push. */
  readonly diff: (limits: ExchangeLimits) => Promise<PushDiff | null>;
}

export function askFor(
  judged: Judged,
  { action, own, requirements }: Pick<Ask, 'action' | 'requirements'> & Pick<JudgedAction, 'own'>,
): Ask {
  const operation: Omit<Operation, 'circumstances'> = {
    subject: judged.session.subject,
    session: judged.session,
    action,
  };
  const binding = bindingOf(operation, requirements, sha256);
  const summary = (limits: ExchangeLimits): ApprovalSummary =>
    summaryOf(operation, {
      binding,
      limits: { maxCommits: limits.maxSummaryCommits, maxChanges: limits.maxSummaryChanges },
      maskText: (text) => shownMasked(judged, text, limits),
    });
  const diff = (limits: ExchangeLimits) => diffShown(judged, action, limits);
  const asks = requirements.some(({ rule }) => isWorkspaceRule(rule));
  const workspace = asks ? (own?.text ?? null) : null;
  return { action, binding, digest: digestOf(binding, sha256), requirements, workspace, summary, diff };
}

/** The same for an answer that is on its way, of which `action` is the first piece that a rule wants reviewed. */
export function askForAnswer(
  asking: Pick<Judged, 'session' | 'payload'>,
  answer: HeldAnswer,
  { action, requirements }: Pick<Ask, 'action' | 'requirements'>,
): Ask {
  const { subject } = asking.session;
  const binding = answerBinding(answer, { requirements, subject }, sha256);
  const summary = (limits: ExchangeLimits): ApprovalSummary =>
    answerSummary(
      answer,
      { subject, session: asking.session },
      { binding, maskText: (text) => shownMasked(asking, text, limits) },
    );
  return {
    action,
    binding,
    digest: digestOf(binding, sha256),
    requirements,
    workspace: null,
    summary,
    diff: async () => null,
  };
}

/** The ask as the collector gets it. */
export async function approvalAsk(ask: Ask, limits: ExchangeLimits): Promise<ApprovalAsk> {
  return {
    binding: ask.binding,
    requirements: ask.requirements.map(({ rule, message, approvers, quorum, validForMs }) => ({
      rule,
      message,
      approvers,
      quorum,
      validForMs,
      pendingMs: limits.approvalPendingMs,
    })),
    summary: ask.summary(limits),
    diff: await ask.diff(limits),
    workspace: ask.workspace,
  };
}

async function diffShown(
  { payload }: Pick<Judged, 'payload'>,
  action: Action,
  { diff, json }: ExchangeLimits,
): Promise<PushDiff | null> {
  if (action.kind !== 'git.push' || payload.kind !== 'push') return null;
  const { quarantine, masking } = payload;
  return quarantine.diff(action.update, {
    limits: diff,
    mask: (text) => linesShown(text, { ...masking, limits: json }),
  });
}

/** Null where a detector gives up: what it has not searched whole is shown to nobody. */
function linesShown(
  text: string,
  masking: SessionMasking & { readonly limits: ExchangeLimits['json'] },
): readonly string[] | null {
  try {
    return maskedLines(maskInJson(text, masking), masking.detector, masking.vault);
  } catch (fault) {
    if (fault instanceof DetectorError) return null;
    throw fault;
  }
}

/** What reviewers read of a request is masked whatever the policy says of the request itself. */
function shownMasked({ payload }: Pick<Judged, 'payload'>, text: string, { json }: ExchangeLimits): string {
  if (!('masking' in payload)) throw new Error('a request that is held was not read');
  return maskValue(text, { ...payload.masking, limits: json });
}

/** The shortest time that a rule which asks would keep the client waiting. */
export function holdMs(ask: Ask): number {
  return Math.min(...ask.requirements.map((requirement) => requirement.holdMs));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
