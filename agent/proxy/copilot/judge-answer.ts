import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { CopilotAnswerAction } from '../../../protocol/copilot.ts';
import type { AnswerPiece, PieceVerdict } from '../../core/copilot/answer/options.ts';
import type { Session } from '../../identity/sessions.ts';
import { circumstancesOf } from '../steps/circumstances.ts';

export interface AnswerOf {
  readonly session: Session;
  readonly host: string;
  readonly model: string;
  readonly clock: () => Date;
}

/** What the policy says of one piece of an answer, before it is passed on. A piece cannot be held for a reviewer. */
export function judgePiece(policy: CompiledPolicy, of: AnswerOf, piece: AnswerPiece): PieceVerdict {
  const action: CopilotAnswerAction = { kind: 'copilot.answer', host: of.host, model: of.model, piece };
  const { session } = of;
  const circumstances = circumstancesOf(of.clock());
  const { verdict } = policy.evaluate({ subject: session.subject, session, action, circumstances });
  switch (verdict.kind) {
    case 'allow':
      return { kind: 'pass' };
    case 'deny':
      return { kind: 'deny', message: `countersign kept this back: ${verdict.reason}` };
    case 'require_approval': {
      const why = verdict.requirements.map(({ message }) => message).join('; ');
      return { kind: 'deny', message: `countersign kept this back, it needs a review: ${why}` };
    }
  }
}

/**
 * Whether what the policy says of a text can depend on the text. Only then is a text held until it is whole: an
 * answer that streams is what people wait for.
 */
export function judgesText({ rules }: CompiledPolicy): boolean {
  return rules.some(
    ({ on, when, effect, mode }) =>
      mode === 'enforce' && effect !== 'mask' && concernsAnswers(on) && /\banswer\b/.test(when),
  );
}

function concernsAnswers(on: readonly string[]): boolean {
  return on.some((kind) => kind === '*' || kind === 'copilot.*' || kind === 'copilot.answer');
}
