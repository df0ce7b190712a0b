import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { AnswerOptions, AnswerPiece, PieceVerdict } from '../../core/copilot/answer/options.ts';
import { createStreamMasker } from '../../core/secrets/stream-masker.ts';
import { createStreamRestorer } from '../../core/secrets/stream-restorer.ts';
import { isWithin } from '../../masking/workspace.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Forwarded, TextPayload } from '../stages.ts';
import { judgesText } from './judge-answer.ts';

/** How an answer is judged: by which policy, and what is made of what it says. */
export interface Judging {
  readonly policy: CompiledPolicy;
  /** Whether a text is held until it is whole, whatever the policy looks at. */
  readonly wholeTexts: boolean;
  readonly judge: (piece: AnswerPiece) => PieceVerdict;
}

/** What an answer to this request is masked, restored and judged by. */
export function answerOptions(
  { session, payload }: Pick<Forwarded, 'session'> & { readonly payload: TextPayload },
  { policy, wholeTexts, judge }: Judging,
  { limits }: Pick<ExchangePorts, 'limits'>,
): AnswerOptions {
  const { detector, vault } = payload.masking;
  return {
    // What a model says that this session never had stays a placeholder.
    openMasker: () =>
      createStreamMasker(detector, {
        ...vault,
        placeholderFor: (label, secret) => vault.placeholderForStranger(label, secret),
      }),
    openRestorer: () => createStreamRestorer(vault, { as: 'text' }),
    isInWorkspace: (path) => isWithin(session.folders, path),
    judge,
    judgeText: wholeTexts || judgesText(policy),
    limits: limits.answer,
  };
}
