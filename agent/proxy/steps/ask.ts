import { createHash } from 'node:crypto';
import type { ApprovalAsk, ApprovalBinding } from '../../../protocol/approval.ts';
import type { Action, Operation } from '../../../protocol/operation.ts';
import type { Requirement } from '../../../protocol/verdict.ts';
import type { ExchangeLimits } from '../../config.ts';
import { bindingOf, digestOf } from '../../core/approval/binding.ts';
import { summaryOf } from '../../core/approval/summary.ts';
import { maskValue } from '../../core/copilot/mask-body.ts';
import type { Judged } from '../stages.ts';

/** One question to the reviewers, named by the digest of what a grant would be bound to. */
export interface Ask {
  readonly action: Action;
  readonly binding: ApprovalBinding;
  readonly digest: string;
  readonly requirements: readonly Requirement[];
}

export function askFor(judged: Judged, action: Action, requirements: readonly Requirement[]): Ask {
  const binding = bindingOf(operationOf(judged, action), requirements, sha256);
  return { action, binding, digest: digestOf(binding, sha256), requirements };
}

/** The ask as the collector gets it, with what a reviewer is shown. */
export function approvalAsk(judged: Judged, ask: Ask, limits: ExchangeLimits): ApprovalAsk {
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
    summary: summaryOf(operationOf(judged, ask.action), {
      binding: ask.binding,
      limits: { maxCommits: limits.maxSummaryCommits, maxChanges: limits.maxSummaryChanges },
      maskText: (text) => shownMasked(judged, text, limits),
    }),
  };
}

/** What reviewers read of a request is masked whatever the policy says of the request itself. */
function shownMasked({ payload }: Judged, text: string, { json }: ExchangeLimits): string {
  if (payload.kind !== 'text') throw new Error('a request that is held was not read as text');
  return maskValue(text, { ...payload.masking, limits: json });
}

/** The shortest time that a rule which asks would keep the client waiting. */
export function holdMs(ask: Ask): number {
  return Math.min(...ask.requirements.map((requirement) => requirement.holdMs));
}

function operationOf(judged: Judged, action: Action): Omit<Operation, 'circumstances'> {
  return { subject: judged.session.subject, session: judged.session, action };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
