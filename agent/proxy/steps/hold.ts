import { narrowest } from '../../../policy/credential-scope.ts';
import type { Approval } from '../../../protocol/approval.ts';
import type { Action } from '../../../protocol/operation.ts';
import type { MaskObligation, Obligations, RuleRef } from '../../../protocol/verdict.ts';
import { type RefusedAction, refusedAction, refuseWhatIsLost } from '../lost.ts';
import type { ExchangePorts } from '../ports.ts';
import type { ActionOutcome, Judged, JudgedAction, Released } from '../stages.ts';
import { type Ask, askFor } from './ask.ts';
import { enforcedPolicy } from './enforced-policy.ts';
import { judge, judgedUnder } from './evaluate.ts';
import { awaitReviewers } from './reviewers.ts';

/** A policy that changes more often than this while something waits is not waited for any longer. */
export const MAX_ROUNDS = 8;

/** What reviewers have said so far: a grant is good for one digest only. */
interface Said {
  readonly grants: Map<string, Approval>;
  readonly refused: Map<Action, RefusedAction>;
}

/**
 * Waits for reviewers, or for another policy, then judges again under the policy of that moment, until every action is allowed, refused
 * or covered by a grant for exactly what that policy asks; then claims the grants. Exits `approval-denied`,
 * `approval-timed-out`, `approval-withdrawn`, `approval-unavailable`, `client-gone`, `denied`.
 */
export async function hold(judged: Judged, ports: ExchangePorts): Promise<Released> {
  const said: Said = { grants: new Map(), refused: new Map() };
  let { judged: round, enforced, replaced } = judged;
  let wasHeld = false;
  for (let count = 0; count < MAX_ROUNDS; count += 1) {
    const asks = unanswered(judged, round, said);
    if (asks.length === 0) {
      const outcomes = await claimed({ ...judged, enforced }, round, said, ports);
      return { ...judged, enforced, wasHeld, outcomes, obligations: obligationsOf(round) };
    }
    const answers = await awaitReviewers({ ...judged, reconsider: replaced, whenGone: 'stays' }, asks, ports);
    for (const answer of answers) {
      if (answer.kind === 'granted') said.grants.set(answer.ask.digest, answer.approval);
      else said.refused.set(answer.ask.action, answer.refused);
    }
    refuseWhatIsLost('hold', { ...judged, enforced }, [...said.refused.values()]);
    wasHeld = true;
    const policy = await enforcedPolicy(ports, 'hold');
    replaced = policy.replaced;
    round = await judge(judged, { policy, step: 'hold' }, ports);
    enforced = judgedUnder(policy, round);
  }
  const unsettled = unanswered(judged, round, said);
  refuseWhatIsLost(
    'hold',
    { ...judged, enforced },
    unsettled.map(({ action }) => unsteady(action)),
  );
  throw new Error('a push that waits on an unsteady policy was neither lost nor settled');
}

/** What any of the actions demands is done with the whole exchange: it has one body, and one record. */
function obligationsOf(round: readonly JudgedAction[]): Obligations {
  const all = round.map(({ decision }) => decision.obligations);
  return {
    mask: strictest(all.map(({ mask }) => mask)),
    capture: all[0]?.capture ?? 'masked',
    scope: narrowest(all.flatMap(({ scope }) => (scope === null ? [] : [scope]))),
  };
}

function strictest(masks: readonly MaskObligation[]): MaskObligation {
  if (masks.some(({ kind }) => kind === 'everything')) return { kind: 'everything' };
  const detectors = masks.flatMap((mask) => (mask.kind === 'detectors' ? mask.detectors : []));
  return detectors.length === 0 ? { kind: 'nothing' } : { kind: 'detectors', detectors };
}

function unanswered(judged: Judged, round: readonly JudgedAction[], said: Said): readonly Ask[] {
  return round.flatMap(({ action, decision, own }) => {
    if (decision.verdict.kind !== 'require_approval' || said.refused.has(action)) return [];
    const ask = askFor(judged, { action, own, requirements: decision.verdict.requirements });
    return said.grants.has(ask.digest) ? [] : [ask];
  });
}

/** Claims every grant that is still needed; each is claimed for this exchange before anything is forwarded. */
async function claimed(
  judged: Judged,
  round: readonly JudgedAction[],
  said: Said,
  ports: ExchangePorts,
): Promise<readonly ActionOutcome[]> {
  const settled = round.map((each) => settle(judged, each, said));
  refuseWhatIsLost(
    'hold',
    judged,
    settled.flatMap((each) => (each.kind === 'refused' ? [each] : [])),
  );
  const outcomes: ActionOutcome[] = [];
  for (const each of settled)
    outcomes.push(each.kind === 'granted' ? await claimGrant(judged, each, ports) : each);
  refuseWhatIsLost(
    'hold',
    judged,
    outcomes.flatMap((each) => (each.kind === 'refused' ? [each] : [])),
  );
  return outcomes;
}

type Settled = ActionOutcome | { readonly kind: 'granted'; readonly ask: Ask; readonly approval: Approval };

function settle(judged: Judged, { action, decision, own }: JudgedAction, said: Said): Settled {
  const refused = said.refused.get(action);
  if (refused !== undefined) return refused;
  const { verdict } = decision;
  switch (verdict.kind) {
    case 'allow':
      return { kind: 'accepted', action, rules: verdict.rule === null ? [] : [verdict.rule], claim: null };
    case 'deny':
      return refusedAction(action, { code: 'denied', reason: verdict.reason, rule: verdict.rule });
    case 'require_approval': {
      const ask = askFor(judged, { action, own, requirements: verdict.requirements });
      const approval = said.grants.get(ask.digest);
      return approval === undefined ? unsteady(action) : { kind: 'granted', ask, approval };
    }
  }
}

/** Uses a grant up for this exchange, before what it is for goes through. */
export async function claimGrant(
  { exchange }: Pick<Judged, 'exchange'>,
  granted: { readonly ask: Ask; readonly approval: Approval },
  ports: ExchangePorts,
): Promise<ActionOutcome> {
  const { ask, approval } = granted;
  try {
    const claim = await ports.approvals.claim(approval.id, ask, exchange);
    if (!ports.revocations.lean(exchange, approval.id)) {
      const reason = `approval ${approval.id} was revoked`;
      return refusedAction(ask.action, { code: 'revoked', reason, rule: ask.binding.rules[0] ?? null });
    }
    const rules: readonly RuleRef[] = ask.binding.rules;
    return { kind: 'accepted', action: ask.action, rules, claim };
  } catch (cause) {
    ports.fault({ step: 'hold', exchange, cause });
    const reason = `approval ${approval.id} could not be claimed: it was used, withdrawn or has expired`;
    return refusedAction(ask.action, {
      code: 'approval-unavailable',
      reason,
      hint: 'try again to ask for a new one',
    });
  }
}

function unsteady(action: Action): RefusedAction {
  const reason = 'the policy changed while the push waited';
  return refusedAction(action, { code: 'approval-unavailable', reason, hint: 'push again' });
}
