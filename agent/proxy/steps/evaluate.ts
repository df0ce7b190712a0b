import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { Action, Operation } from '../../../protocol/operation.ts';
import type { RuleRef } from '../../../protocol/verdict.ts';
import { canBeHeld } from '../../core/approval/binding.ts';
import { policyRef } from '../../feed/policy-source.ts';
import { type RefusedAction, refusedAction, refuseWhatIsLost } from '../lost.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Judged, JudgedAction, Parsed } from '../stages.ts';
import { circumstancesOf } from './circumstances.ts';
import { enforcedPolicy } from './enforced-policy.ts';
import { secretsAsked } from './secrets-asked.ts';

/**
 * Operation × subject × policy → a verdict for each action. Exits `no-policy`, and `denied` when nothing that
 * was asked for can go through any more.
 */
export async function evaluate(parsed: Parsed, ports: ExchangePorts): Promise<Judged> {
  const policy = await enforcedPolicy(ports, 'evaluate');
  const judged = await judge(parsed, policy, ports);
  for (const { decision } of judged) {
    for (const match of decision.matched) {
      if (match.mode === 'warn')
        parsed.answer.progress(`countersign: warning: ${match.message} (rule ${match.rule.id})`);
    }
  }
  const stage: Judged = { ...parsed, enforced: policyRef(policy), replaced: policy.replaced, judged };
  refuseWhatIsLost('evaluate', stage, refusals(judged));
  return stage;
}

/** Judges every action under `policy`. Throws when the inspection did not look for what this policy asks. */
export async function judge(
  parsed: Parsed,
  policy: CompiledPolicy,
  { clock, evaluator }: Pick<ExchangePorts, 'clock' | 'evaluator'>,
): Promise<readonly JudgedAction[]> {
  if (holdsChanges(parsed) && !wasSearchedFor(parsed, policy)) {
    throw new Refusal('evaluate', 'no-policy', 'the policy changed while the change was inspected', {
      hint: 'try again',
    });
  }
  refuseUnsearched(parsed, policy);
  const { session } = parsed;
  const circumstances = circumstancesOf(clock(), session);
  const judged: JudgedAction[] = [];
  for (const action of parsed.actions) {
    const operation: Operation = { subject: session.subject, session, action, circumstances };
    const decision = judged.some(wasTooLate)
      ? policy.presume(operation)
      : evaluator.evaluate(policy, operation);
    judged.push({ action, decision: await decision });
  }
  return judged;
}

/** What took too long once is not tried again for the next ref of the same push. */
function wasTooLate({ decision }: JudgedAction): boolean {
  return decision.matched.some(({ fault }) => fault === 'deadline');
}

function refuseUnsearched({ payload }: Parsed, { opaqueAttachments }: CompiledPolicy): void {
  if (payload.kind !== 'attachment' || opaqueAttachments === 'allow') return;
  const what = `an attachment of type ${payload.type}`;
  throw new Refusal('evaluate', 'cannot-mask', `${what} cannot be searched for secrets`, {
    hint: 'attach it as text; a policy lets such files through with opaque_attachments',
  });
}

function holdsChanges({ payload, actions }: Parsed): boolean {
  return payload.kind === 'push' || actions.some(({ kind }) => kind === 'github.write');
}

function wasSearchedFor({ scannedFor, searchedBy }: Parsed, policy: CompiledPolicy): boolean {
  const asked = secretsAsked(policy);
  const terms = policy.diffTerms.every((term) => scannedFor.includes(term));
  return terms && (asked === null || asked === searchedBy);
}

function refusals(judged: readonly JudgedAction[]): readonly RefusedAction[] {
  return judged.map(refusalOf).filter((refused) => refused !== null);
}

function refusalOf({ action, decision: { verdict } }: JudgedAction): RefusedAction | null {
  switch (verdict.kind) {
    case 'allow':
      return null;
    case 'deny':
      return refusedAction(action, { code: 'denied', reason: verdict.reason, rule: verdict.rule });
    case 'require_approval':
      return canBeHeld(action) ? null : cannotBeHeld(action, verdict.requirements[0]?.rule ?? null);
  }
}

/** What nobody could be shown, or whose client cannot wait, is refused. */
function cannotBeHeld(action: Action, rule: RuleRef | null): RefusedAction {
  const reason = `this needs an approval, and a ${action.kind} cannot be held for one`;
  return refusedAction(action, { code: 'denied', reason, rule });
}
