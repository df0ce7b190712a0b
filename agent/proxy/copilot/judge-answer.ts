import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { CopilotAnswerAction } from '../../../protocol/copilot.ts';
import type { Requirement } from '../../../protocol/verdict.ts';
import type { AnswerPiece } from '../../core/copilot/answer/options.ts';
import type { Session } from '../../identity/sessions.ts';
import { circumstancesOf } from '../steps/circumstances.ts';

export interface AnswerOf {
  readonly session: Session;
  readonly host: string;
  readonly model: string;
  readonly clock: () => Date;
}

/** What becomes of one piece of an answer. */
export type JudgedPiece =
  | { readonly kind: 'pass' }
  | { readonly kind: 'deny'; readonly message: string }
  | { readonly kind: 'hold'; readonly requirements: readonly Requirement[] };

/** What the policy says of one piece of an answer, before it is passed on. */
export function judgePiece(policy: CompiledPolicy, of: AnswerOf, piece: AnswerPiece): JudgedPiece {
  const action = answerAction(of, piece);
  const { session } = of;
  const circumstances = circumstancesOf(of.clock(), session);
  const { verdict } = policy.evaluate({ subject: session.subject, session, action, circumstances });
  switch (verdict.kind) {
    case 'allow':
      return { kind: 'pass' };
    case 'deny':
      return { kind: 'deny', message: keptBack(verdict.reason) };
    case 'require_approval':
      return { kind: 'hold', requirements: verdict.requirements };
  }
}

export function answerAction({ host, model }: AnswerOf, piece: AnswerPiece): CopilotAnswerAction {
  return { kind: 'copilot.answer', host, model, piece };
}

/** What stands in an answer where something was kept back. */
export function keptBack(reason: string): string {
  return `countersign kept this back: ${reason}`;
}

/**
 * Whether what the policy says of a text can depend on the text. Only then is a text held until it is whole: an
 * answer that streams is what people wait for.
 */
export function judgesText({ rules }: CompiledPolicy): boolean {
  return rules.some(({ on, when, effect, mode }) => {
    return mode === 'enforce' && effect !== 'mask' && concernsAnswers(on) && READS_TEXT.test(when);
  });
}

/** Whether a piece of an answer may have to wait for a reviewer. */
export function mayHold({ rules }: CompiledPolicy): boolean {
  return rules.some(
    ({ on, effect, mode }) => mode === 'enforce' && effect === 'require_approval' && concernsAnswers(on),
  );
}

/** These members are the same for every text, so that a rule on them says the same of all. */
const READS_TEXT = /\banswer\b(?!\.(?:kind|tool|arguments)\b)/;

function concernsAnswers(on: readonly string[]): boolean {
  return on.some((kind) => kind === '*' || kind === 'copilot.*' || kind === 'copilot.answer');
}
