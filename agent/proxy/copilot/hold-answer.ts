import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { Approval, ApprovalClaim } from '../../../protocol/approval.ts';
import type { Requirement } from '../../../protocol/verdict.ts';
import { type HeldAnswer, isSame } from '../../core/approval/held-answer.ts';
import type { AnswerPiece, PieceVerdict } from '../../core/copilot/answer/options.ts';
import { type RefusedAction, refusedAction } from '../lost.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Forwarded } from '../stages.ts';
import { type Ask, askForAnswer } from '../steps/ask.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import { claimGrant, MAX_ROUNDS } from '../steps/hold.ts';
import { awaitReviewers } from '../steps/reviewers.ts';
import { type AnswerOf, answerAction, judgePiece, keptBack } from './judge-answer.ts';

/** A whole answer, before anybody was asked about it. */
export type UnreviewedAnswer = Pick<HeldAnswer, 'path' | 'pieces'>;

/** What became of an answer that a rule wants reviewed, and the policy that it was judged under last. */
export type AnswerDecision =
  | {
      readonly kind: 'granted';
      readonly policy: CompiledPolicy;
      /** What the grant is for; empty when the policy of that moment no longer asks. */
      readonly reviewed: readonly AnswerPiece[];
      readonly claim: ApprovalClaim | null;
    }
  | { readonly kind: 'refused'; readonly policy: CompiledPolicy; readonly refused: RefusedAction };

/**
 * Waits until a reviewer has decided about this answer, and judges it again under the policy of that moment, until
 * what that policy asks is granted or refused. The claim of a grant is the caller's to spend. Throws Refusal when
 * nobody waits any more; the question is then withdrawn, since no other answer is the same.
 */
export async function holdAnswer(
  forwarded: Forwarded,
  answer: UnreviewedAnswer & { readonly of: AnswerOf },
  ports: ExchangePorts,
): Promise<AnswerDecision> {
  const grants = new Map<string, Approval>();
  for (let count = 0; ; count += 1) {
    const policy = await enforcedPolicy(ports, 'hold');
    const asked = askUnder(policy, forwarded, answer);
    if (asked === null) return { kind: 'granted', policy, reviewed: [], claim: null };
    const { ask, reviewed } = asked;
    const approval = grants.get(ask.digest);
    if (approval !== undefined) {
      const claimed = await claimGrant(forwarded, { ask, approval }, ports);
      if (claimed.kind === 'refused') return { kind: 'refused', policy, refused: claimed };
      return { kind: 'granted', policy, reviewed, claim: claimed.claim };
    }
    if (count === MAX_ROUNDS) return { kind: 'refused', policy, refused: unsteady(ask) };
    const [said] = await awaitReviewers({ ...forwarded, whenGone: 'withdrawn' }, [ask], ports);
    if (said?.kind === 'refused') return { kind: 'refused', policy, refused: said.refused };
    if (said?.kind === 'granted') grants.set(ask.digest, said.approval);
  }
}

/** What is passed on of an answer once it is decided. */
export function judgeDecided(decision: AnswerDecision, of: AnswerOf, piece: AnswerPiece): PieceVerdict {
  const verdict = judgePiece(decision.policy, of, piece);
  if (verdict.kind !== 'hold') return verdict;
  if (decision.kind === 'refused') return { kind: 'deny', message: keptBack(decision.refused.reason) };
  const isReviewed = decision.reviewed.some((each) => isSame(each, piece));
  return isReviewed ? { kind: 'pass' } : { kind: 'deny', message: keptBack('no reviewer has seen it') };
}

interface Asked {
  readonly ask: Ask;
  readonly reviewed: readonly AnswerPiece[];
}

/** One question about all that this policy wants reviewed; null when it wants nothing reviewed. */
function askUnder(
  policy: CompiledPolicy,
  forwarded: Forwarded,
  { of, path, pieces }: UnreviewedAnswer & { readonly of: AnswerOf },
): Asked | null {
  const requirements = new Map<string, Requirement>();
  const reviewed: AnswerPiece[] = [];
  for (const piece of pieces) {
    const verdict = judgePiece(policy, of, piece);
    if (verdict.kind !== 'hold') continue;
    reviewed.push(piece);
    for (const each of verdict.requirements) requirements.set(each.rule.hash, each);
  }
  const [first] = reviewed;
  if (first === undefined) return null;
  const { host, model } = of;
  const ask = askForAnswer(
    forwarded,
    { host, path, model, pieces, reviewed },
    { action: answerAction(of, first), requirements: [...requirements.values()] },
  );
  return { ask, reviewed };
}

function unsteady({ action }: Ask): RefusedAction {
  const reason = 'the policy changed while the answer waited';
  return refusedAction(action, { code: 'approval-unavailable', reason, hint: 'ask again' });
}
