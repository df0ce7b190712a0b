import type { CompiledPolicy } from '../../../policy/compile.ts';
import type {
  AnswerOptions,
  AnswerPiece,
  PieceVerdict,
  TextFilter,
} from '../../core/copilot/answer/options.ts';
import { createStreamMasker } from '../../core/secrets/stream-masker.ts';
import { createStreamRestorer } from '../../core/secrets/stream-restorer.ts';
import type { Vault } from '../../core/secrets/vault.ts';
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
  const { detector, known, vault } = payload.masking;
  // What a model says that this session never had stays a placeholder.
  const answering: Pick<Vault, 'placeholderFor'> = {
    placeholderFor: (label, secret) => vault.placeholderForStranger(label, secret),
  };
  return {
    openMasker: () => inTurn(createStreamMasker(detector, answering), createStreamMasker(known(), answering)),
    openRestorer: () => createStreamRestorer(vault, { as: 'text' }),
    isInWorkspace: (path) => isWithin(session.folders, path),
    judge,
    judgeText: wholeTexts || judgesText(policy),
    limits: limits.answer,
  };
}

/** The second filter is given what the first lets through. */
function inTurn(first: TextFilter, second: TextFilter): TextFilter {
  return {
    write: (text) => second.write(first.write(text)),
    end: () => second.write(first.end()) + second.end(),
  };
}
