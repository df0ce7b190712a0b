import { type JsonEdit, member, stringMember } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { AnswerError } from './answer-error.ts';
import type { AnswerContext } from './context.ts';
import {
  type CallItem,
  callArguments,
  deniedItem,
  itemKind,
  itemTexts,
  replaceString,
} from './responses-items.ts';

/**
 * Edits that make the items of a whole response say what the client was shown before: the shown form of each text,
 * and each call as it was judged. `find` gives the call of an id, which must be whole.
 */
export function outputEdits(
  response: JsonNode | undefined,
  find: (node: JsonNode) => CallItem | undefined,
  context: AnswerContext,
): { readonly edits: JsonEdit[]; readonly handled: Set<JsonNode> } {
  const edits: JsonEdit[] = [];
  const handled = new Set<JsonNode>();
  const output = member(response, 'output');
  const items = output?.kind === 'array' ? output.items : [];
  for (const [index, item] of items.entries()) {
    switch (itemKind(item)) {
      case 'text':
        for (const { channel, kind, node } of itemTexts(index, item)) {
          if (node.kind !== 'string') continue;
          edits.push(replaceString(node, context.channels.copy(channel, kind, node.value)));
          handled.add(node);
        }
        break;
      case 'call':
        callCopy(item, find(item), edits, handled);
        break;
      case 'whole':
        break;
    }
  }
  outputText(response, edits, handled, context);
  return { edits, handled };
}

function callCopy(
  item: JsonNode,
  call: CallItem | undefined,
  edits: JsonEdit[],
  handled: Set<JsonNode>,
): void {
  const stated = callArguments(item);
  const isSame = call?.arguments === stated.value && call.name === stringMember(item, 'name');
  if (call?.screened == null || !isSame) {
    throw new AnswerError('copies-disagree', 'a whole response has a tool call that was not seen before');
  }
  if (call.screened.kind === 'pass') {
    edits.push(replaceString(stated, call.screened.arguments));
    handled.add(stated);
    return;
  }
  const replacement = deniedItem(call, call.screened.message, 'completed');
  edits.push({ start: item.start, end: item.end, replacement });
  handled.add(item);
}

/** Some upstreams add the text of all items once more. */
function outputText(
  response: JsonNode | undefined,
  edits: JsonEdit[],
  handled: Set<JsonNode>,
  context: AnswerContext,
): void {
  const text = member(response, 'output_text');
  if (text?.kind !== 'string' || text.value === '') return;
  edits.push(replaceString(text, context.channels.copy('output text', 'text', text.value)));
  handled.add(text);
}
