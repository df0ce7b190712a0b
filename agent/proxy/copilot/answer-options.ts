import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { FoundSecret } from '../../../protocol/copilot.ts';
import type {
  AnswerOptions,
  AnswerPiece,
  PieceVerdict,
  TextFilter,
} from '../../core/copilot/answer/options.ts';
import { Tally } from '../../core/copilot/tally.ts';
import type { Detector } from '../../core/secrets/detector.ts';
import { createStreamMasker, type StreamMasker } from '../../core/secrets/stream-masker.ts';
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

/** What an answer to this request is masked, restored and judged by, and what was masked of it so far. */
export interface AnswerScreening {
  readonly options: AnswerOptions;
  readonly secrets: () => readonly FoundSecret[];
}

/** Kinds of secrets at their places that an outcome names one by one. */
const MAX_NAMED = 1000;

export function answerScreening(
  { session, payload }: Pick<Forwarded, 'session'> & { readonly payload: TextPayload },
  { policy, wholeTexts, judge }: Judging,
  { limits }: Pick<ExchangePorts, 'limits'>,
): AnswerScreening {
  const { detector, known, vault } = payload.masking;
  // What a model says that this session never had stays a placeholder.
  const answering: Pick<Vault, 'placeholderFor'> = {
    placeholderFor: (label, secret) => vault.placeholderForStranger(label, secret),
  };
  const tally = new Tally(MAX_NAMED);
  const options: AnswerOptions = {
    openMasker: ({ name }) => {
      const open = (by: Detector) => counted(createStreamMasker(by, answering), { tally, where: name });
      return inTurn(open(detector), open(known()));
    },
    openRestorer: () => createStreamRestorer(vault, { as: 'text' }),
    isInWorkspace: (path) => isWithin(session.folders, path),
    judge,
    judgeText: wholeTexts || judgesText(policy),
    limits: limits.answer,
  };
  return { options, secrets: () => tally.found() };
}

/** The masker, counting what it masks. */
function counted(masker: StreamMasker, { tally, where }: { tally: Tally; where: string }): TextFilter {
  let told = 0;
  const tell = (shown: string): string => {
    for (const { rule, placeholder } of masker.found.slice(told)) tally.add({ rule, placeholder, where });
    told = masker.found.length;
    return shown;
  };
  return { write: (text) => tell(masker.write(text)), end: () => tell(masker.end()) };
}

/** The second filter is given what the first lets through. */
function inTurn(first: TextFilter, second: TextFilter): TextFilter {
  return {
    write: (text) => second.write(first.write(text)),
    end: () => second.write(first.end()) + second.end(),
  };
}
