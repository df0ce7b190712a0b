import type { Step } from '../../protocol/audit-record.ts';
import { canSplit } from '../core/git/push-request.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import type { ActionOutcome, Judged, Parsed } from './stages.ts';

export type RefusedAction = Extract<ActionOutcome, { kind: 'refused' }>;

/**
 * Ends the exchange when nothing of it can go through any more: every action refused, or one refused of a push
 * that its client wants whole (`atomic`) or signed as a whole (a push certificate cannot be split).
 */
export function refuseWhatIsLost(
  step: Step,
  parsed: Parsed | Judged,
  refused: readonly RefusedAction[],
): void {
  const [first] = refused;
  if (first === undefined) return;
  if (
    refused.length < parsed.actions.length &&
    parsed.payload.kind === 'push' &&
    canSplit(parsed.payload.request)
  )
    return;
  throw new Refusal(step, first.code, first.reason, {
    hint: first.hint,
    rule: first.rule,
    ...('enforced' in parsed ? { enforced: parsed.enforced } : {}),
    refs: reasonsByRef(parsed, refused),
  });
}

function reasonsByRef(parsed: Parsed, refused: readonly RefusedAction[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const action of parsed.actions) {
    if (action.kind === 'git.push')
      reasons.set(action.update.ref, 'atomic push failure: another ref was refused');
  }
  for (const { action, reason } of refused) {
    if (action.kind === 'git.push') reasons.set(action.update.ref, reason);
  }
  return reasons;
}

export function refusedAction(
  action: RefusedAction['action'],
  why: {
    readonly code: RefusalCode;
    readonly reason: string;
    readonly hint?: string;
    readonly rule?: RefusedAction['rule'];
  },
): RefusedAction {
  return {
    kind: 'refused',
    action,
    code: why.code,
    reason: why.reason,
    hint: why.hint ?? '',
    rule: why.rule ?? null,
  };
}
