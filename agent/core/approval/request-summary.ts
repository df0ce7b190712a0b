import type { RequestBinding, RequestSummary } from '../../../protocol/approval.ts';
import type { GitPushAction, Operation } from '../../../protocol/operation.ts';
import { printable, printablePrefix } from '../../../protocol/printable.ts';
import type { HeldAction } from './binding.ts';

type HeldRequestAction = Exclude<HeldAction, GitPushAction>;

/** Longest texts of a summary, in characters of the original; the collector refuses longer ones. */
const MAX_NAME = 200;
const MAX_PATH = 1024;
const MAX_EXCERPT = 4000;

/**
 * What a reviewer is shown of a request: the arguments of a call, the last words of whoever asks a model. The
 * text is masked whole before it is cut, since half a secret is no longer found.
 */
export function requestSummary(
  { subject, session }: Operation,
  action: HeldRequestAction,
  { binding, maskText }: { readonly binding: RequestBinding; readonly maskText: (text: string) => string },
): RequestSummary {
  const text = textOf(action);
  return {
    kind: 'request',
    host: binding.host,
    path: printablePrefix(binding.path, MAX_PATH),
    request: binding.request,
    what: printablePrefix(action.kind === 'mcp.call' ? action.tool : action.model, MAX_NAME),
    actor: subject.actor,
    program: printablePrefix(session.program, MAX_NAME),
    excerpt: excerptOf(maskText(text)),
    chars: text.length,
    secrets: action.secrets.reduce((total, { count }) => total + count, 0),
  };
}

function textOf(action: HeldRequestAction): string {
  if (action.kind === 'mcp.call') return action.arguments;
  const asked = action.parts.findLast(({ origin }) => origin === 'user') ?? action.parts.at(-1);
  return asked?.text ?? '';
}

/** Line by line, so that what has lines is read as lines. */
function excerptOf(text: string): string {
  const shown = Array.from(text.slice(0, 2 * MAX_EXCERPT))
    .slice(0, MAX_EXCERPT)
    .join('');
  return shown.split('\n').map(printable).join('\n');
}
