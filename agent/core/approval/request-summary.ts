import type { RequestBinding, RequestSummary } from '../../../protocol/approval.ts';
import type { FoundSecret } from '../../../protocol/copilot.ts';
import type { Operation } from '../../../protocol/operation.ts';
import { printable, printablePrefix } from '../../../protocol/printable.ts';
import { callText } from '../github/call-text.ts';
import type { HeldRequestAction } from './binding.ts';

/** Longest texts of a summary, in characters of the original; the collector refuses longer ones. */
const MAX_NAME = 200;
const MAX_PATH = 1024;
const MAX_EXCERPT = 4000;

/**
 * What a reviewer is shown of a request: the arguments of a call, the last words of whoever asks a model. The
 * text is masked whole before it is cut, since half a secret is no longer found.
 */
export function requestSummary(
  { subject, session }: Pick<Operation, 'subject' | 'session'>,
  action: HeldRequestAction,
  { binding, maskText }: { readonly binding: RequestBinding; readonly maskText: (text: string) => string },
): RequestSummary {
  const text = textOf(action);
  return {
    kind: 'request',
    host: binding.host,
    path: printablePrefix(binding.path, MAX_PATH),
    request: binding.request,
    what: printablePrefix(whatOf(action), MAX_NAME),
    actor: subject.actor,
    program: printablePrefix(session.program, MAX_NAME),
    session: session.id,
    excerpt: excerptOf(maskText(text)),
    chars: text.length,
    secrets: secretsOf(action).reduce((total, { count }) => total + count, 0),
  };
}

function textOf(action: HeldRequestAction): string {
  switch (action.kind) {
    case 'mcp.call':
      return action.arguments;
    case 'github.api':
    case 'github.write':
      return callText(action);
    case 'copilot.chat':
    case 'copilot.agent': {
      const asked = action.parts.findLast(({ origin }) => origin === 'user') ?? action.parts.at(-1);
      return asked?.text ?? '';
    }
  }
}

function whatOf(action: HeldRequestAction): string {
  if ('call' in action) return action.call.name;
  return action.kind === 'mcp.call' ? action.tool : action.model;
}

function secretsOf(action: HeldRequestAction): readonly FoundSecret[] {
  return 'call' in action ? action.call.secrets : action.secrets;
}

/** The beginning of a masked text, printable line by line, so that what has lines is read as lines. */
export function excerptOf(text: string): string {
  const shown = Array.from(text.slice(0, 2 * MAX_EXCERPT))
    .slice(0, MAX_EXCERPT)
    .join('');
  return shown.split('\n').map(printable).join('\n');
}
