import type { RequestBinding, RequestSummary } from '../../../protocol/approval.ts';
import { canonicalJson } from '../../../protocol/canonical-json.ts';
import type { CopilotAnswerAction } from '../../../protocol/copilot.ts';
import { printablePrefix } from '../../../protocol/printable.ts';
import type { SessionRef, Subject } from '../../../protocol/subject.ts';
import type { Requirement } from '../../../protocol/verdict.ts';
import { placeholdersIn } from '../secrets/placeholder.ts';
import { askerOf, type Sha256 } from './binding.ts';
import { excerptOf } from './request-summary.ts';

/** An answer that is kept back as a whole until a reviewer has seen it. */
export interface HeldAnswer {
  readonly host: string;
  /** Template of the path that was asked. */
  readonly path: string;
  /** Empty where the request names none. */
  readonly model: string;
  /** All that it says, in masked form: each text and each call of a tool, whole. */
  readonly pieces: readonly AnswerPiece[];
  /** Those of them that a rule wants reviewed. */
  readonly reviewed: readonly AnswerPiece[];
}

type AnswerPiece = CopilotAnswerAction['piece'];

interface Asker {
  readonly subject: Subject;
  readonly session: SessionRef;
}

/** What a grant for this answer is good for: the same words and calls, and no others. Throws ApprovalBindingError. */
export function answerBinding(
  { host, path, model, pieces }: HeldAnswer,
  asked: { readonly requirements: readonly Requirement[]; readonly subject: Pick<Subject, 'id' | 'actsFor'> },
  sha256: Sha256,
): RequestBinding {
  const said = canonicalJson({ model, pieces: pieces.map((piece) => ({ ...piece })) });
  const request = sha256(new TextEncoder().encode(said));
  return { action: 'copilot.answer', host, path, request, ...askerOf(asked.requirements, asked.subject) };
}

const MAX_NAME = 200;
const MAX_PATH = 1024;

/**
 * What a reviewer is shown of an answer: first what a rule wants reviewed, then the rest of it. `maskText` keeps
 * back what a masker of streams may have left.
 */
export function answerSummary(
  { model, pieces, reviewed }: HeldAnswer,
  { subject, session }: Asker,
  { binding, maskText }: { readonly binding: RequestBinding; readonly maskText: (text: string) => string },
): RequestSummary {
  const rest = pieces.filter((piece) => !reviewed.some((each) => isSame(each, piece)));
  const shown = [...reviewed, ...rest].map(pieceText).join('\n\n');
  const tool = reviewed.find((piece) => piece.kind === 'tool-call')?.tool;
  const masked = maskText(shown);
  return {
    kind: 'request',
    host: binding.host,
    path: printablePrefix(binding.path, MAX_PATH),
    request: binding.request,
    what: printablePrefix(tool ?? model, MAX_NAME),
    actor: subject.actor,
    program: printablePrefix(session.program, MAX_NAME),
    session: session.id,
    excerpt: excerptOf(masked),
    chars: shown.length,
    secrets: placeholdersIn(masked).size,
  };
}

export function isSame(one: AnswerPiece, other: AnswerPiece): boolean {
  return canonicalJson({ ...one }) === canonicalJson({ ...other });
}

function pieceText(piece: AnswerPiece): string {
  return piece.kind === 'text' ? piece.text : `${piece.tool}\n${piece.arguments}`;
}
