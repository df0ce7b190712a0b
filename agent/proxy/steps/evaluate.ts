import { updateIn } from '../../../policy/bindings.ts';
import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { Decision } from '../../../policy/evaluate.ts';
import type { Step } from '../../../protocol/audit-record.ts';
import type { Action, Operation } from '../../../protocol/operation.ts';
import type { RuleRef } from '../../../protocol/verdict.ts';
import { canBeHeld } from '../../core/approval/binding.ts';
import { type PolicyRef, policyRef } from '../../feed/policy-source.ts';
import { type RefusedAction, refusedAction, refuseWhatIsLost } from '../lost.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Judged, JudgedAction, JudgedUnder, OwnPolicy, Parsed } from '../stages.ts';
import { passesUnknown, type RepositoryPolicy, type WorkspaceRef } from '../workspace/repository-policies.ts';
import { circumstancesOf } from './circumstances.ts';
import { enforcedPolicy } from './enforced-policy.ts';
import { secretsAsked } from './secrets-asked.ts';

/**
 * Operation × subject × policy → a verdict for each action. Exits `no-policy`, and `denied` when nothing that
 * was asked for can go through any more.
 */
export async function evaluate(parsed: Parsed, ports: ExchangePorts): Promise<Judged> {
  const policy = await enforcedPolicy(ports, 'evaluate');
  const judged = await judge(parsed, { policy, step: 'evaluate' }, ports);
  for (const { decision } of judged) {
    for (const match of decision.matched) {
      if (match.mode === 'warn')
        parsed.answer.progress(`countersign: warning: ${match.message} (rule ${match.rule.id})`);
    }
  }
  const enforced = judgedUnder(policy, judged);
  const stage: Judged = { ...parsed, enforced, replaced: policy.replaced, judged };
  refuseWhatIsLost('evaluate', stage, refusals(judged));
  return stage;
}

/** What a record says it was judged under. */
export function judgedUnder(policy: PolicyRef, judged: readonly JudgedAction[]): JudgedUnder {
  const workspaces = new Map<string, WorkspaceRef>();
  for (const { own } of judged) if (own !== null) workspaces.set(own.repository, own);
  return { ...policyRef(policy), workspaces: [...workspaces.values()] };
}

/**
 * Judges every action under `policy` and, where it is of a repository, under what that says itself at this moment.
 * Throws when the inspection did not look for what these policies ask.
 */
export async function judge(
  parsed: Parsed,
  { policy, step }: { readonly policy: CompiledPolicy; readonly step: Step },
  ports: Pick<ExchangePorts, 'clock' | 'evaluator' | 'repositoryPolicies'>,
): Promise<readonly JudgedAction[]> {
  refuseUnsearched(parsed, policy);
  const { session } = parsed;
  const circumstances = circumstancesOf(ports.clock(), session);
  const policies = new Map<string, RepositoryPolicy>();
  const judged: JudgedAction[] = [];
  for (const action of parsed.actions) {
    const operation: Operation = { subject: session.subject, session, action, circumstances };
    const repository = 'repository' in action ? action.repository : null;
    const by =
      repository === null
        ? ORGANISATION(policy)
        : (policies.get(repository.id) ??
          (await ports.repositoryPolicies.of(parsed, policy, { repository, step })));
    if (repository !== null) policies.set(repository.id, by);
    const asked = by.kind === 'policy' ? by.policy : policy;
    refuseUnlookedFor(parsed, action, asked, step);
    const decision = judged.some(wasTooLate)
      ? asked.presume(operation)
      : await ports.evaluator.evaluate(asked, operation);
    judged.push({ action, decision: withUnknown(by, action, decision), own: ownOf(by) });
  }
  return judged;
}

const ORGANISATION = (policy: CompiledPolicy): RepositoryPolicy => ({
  kind: 'policy',
  policy,
  workspace: null,
});

function ownOf(by: RepositoryPolicy): OwnPolicy | null {
  if (by.workspace === null) return null;
  return { ...by.workspace, text: by.kind === 'policy' ? (by.policy.workspace?.text ?? null) : null };
}

/** While a repository's own policy cannot be asked, it may forbid anything but what mends it. */
function withUnknown(by: RepositoryPolicy, action: Action, decision: Decision): Decision {
  if (by.kind === 'policy' || decision.verdict.kind === 'deny' || passesUnknown(by, action)) return decision;
  return { ...decision, verdict: { kind: 'deny', rule: null, reason: by.reason } };
}

/** A change is judged only by what was looked for in it. */
function refuseUnlookedFor(parsed: Parsed, action: Action, policy: CompiledPolicy, step: Step): void {
  if (updateIn(action) === null || wasSearchedFor(parsed, policy)) return;
  throw new Refusal(step, 'no-policy', 'the policy changed while the change was inspected', {
    hint: 'try again',
  });
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
