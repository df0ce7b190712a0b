import { encodeString, isAbsent, type JsonEdit, member, stringMember } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { AnswerError, unknownShape } from './answer-error.ts';
import type { AnswerContext } from './context.ts';
import type { ChannelKind } from './options.ts';
import { toolName } from './stream-shape.ts';
import type { ScreenedCall } from './tool-call.ts';

/** A tool call among the output items of a response. */
export interface CallItem {
  readonly name: string;
  readonly callId: string;
  readonly itemId: string;
  readonly form: 'json' | 'text';
  /** Put together from its deltas, or as a later event states it. */
  arguments: string;
  /** Whether a delta came: the first one of them carries all that is shown. */
  hasDelta: boolean;
  /** Null until the item is done. */
  screened: ScreenedCall | null;
}

/** A text part of an item: where it is stated and which channel it belongs to. */
export interface PartText {
  readonly channel: string;
  readonly kind: ChannelKind;
  readonly node: JsonNode;
}

const CALL_FIELDS: ReadonlyMap<string, { readonly field: string; readonly form: 'json' | 'text' }> = new Map([
  ['function_call', { field: 'arguments', form: 'json' } as const],
  ['custom_tool_call', { field: 'input', form: 'text' } as const],
]);
/** Items that run nothing and whose text nobody is shown: what was searched for, on the web or among the tools. */
const WHOLE_ITEMS: ReadonlySet<string> = new Set([
  'web_search_call',
  'tool_search_call',
  'tool_search_output',
  'compaction',
  'compaction_summary',
]);

const PARTS: ReadonlyMap<
  string,
  { readonly field: string; readonly kind: ChannelKind; readonly name: string }
> = new Map([
  ['output_text', { field: 'text', kind: 'text', name: 'text' } as const],
  ['refusal', { field: 'refusal', kind: 'refusal', name: 'refusal' } as const],
  ['reasoning_text', { field: 'text', kind: 'reasoning', name: 'reasoning' } as const],
  ['summary_text', { field: 'text', kind: 'reasoning', name: 'summary' } as const],
]);

/** The name of the channel of one part of an item. */
export function partChannel(item: number, name: string, part: number): string {
  return `item ${item} ${name} ${part}`;
}

/** The text of a part, or null for a part without any. */
export function partText(item: number, part: JsonNode | undefined, position: number): PartText {
  const known = PARTS.get(stringMember(part, 'type') ?? '');
  const node = known === undefined ? undefined : member(part, known.field);
  if (known === undefined || node?.kind !== 'string')
    throw unknownShape('a part of a kind that is not known');
  return { channel: partChannel(item, known.name, position), kind: known.kind, node };
}

/** All texts that an item states, in its order. */
export function itemTexts(item: number, node: JsonNode | undefined): PartText[] {
  const type = stringMember(node, 'type') ?? '';
  if (type !== 'message' && type !== 'reasoning') return [];
  return ['summary', 'content'].flatMap((field) => {
    const list = member(node, field);
    if (isAbsent(list)) return [];
    if (list.kind !== 'array') throw unknownShape('an item whose parts are no list');
    return list.items.map((part, position) => partText(item, part, position));
  });
}

/** What kind of item it is; a kind that is not known is refused, since a client may run it. */
export function itemKind(node: JsonNode | undefined): 'text' | 'call' | 'whole' {
  const type = stringMember(node, 'type') ?? '';
  if (type === 'message' || type === 'reasoning') return 'text';
  if (CALL_FIELDS.has(type)) return 'call';
  if (WHOLE_ITEMS.has(type)) return 'whole';
  throw unknownShape('an item of a kind that is not known');
}

export function callItem(node: JsonNode | undefined): CallItem {
  const { form } = callField(node);
  return {
    name: toolName(stringMember(node, 'name') ?? ''),
    callId: stringMember(node, 'call_id') ?? '',
    itemId: stringMember(node, 'id') ?? '',
    form,
    arguments: '',
    hasDelta: false,
    screened: null,
  };
}

/** Where an item states the arguments of its call. */
export function callArguments(node: JsonNode | undefined): JsonNode & { readonly kind: 'string' } {
  const value = member(node, callField(node).field);
  if (value?.kind !== 'string') throw unknownShape('a tool call without arguments');
  return value;
}

/** Takes what a later event states of a call: it must say what was said before. */
export function stateArguments(call: CallItem, stated: string): void {
  if (call.arguments === '' && call.screened === null) call.arguments = stated;
  if (call.arguments !== stated) {
    throw new AnswerError('copies-disagree', 'the arguments of a tool call are stated in two ways');
  }
}

export function replaceString(node: JsonNode, value: string): JsonEdit {
  return { start: node.start, end: node.end, replacement: encodeString(value) };
}

/** The item that says why a call was held back. */
export function deniedItem(call: CallItem, message: string, status: 'in_progress' | 'completed'): string {
  const content = status === 'completed' ? `[${deniedPart(message)}]` : '[]';
  return `{"id":${encodeString(call.itemId)},"type":"message","status":"${status}","role":"assistant","content":${content}}`;
}

export function deniedPart(message: string): string {
  return `{"type":"output_text","text":${encodeString(message)},"annotations":[]}`;
}

/** Judges a call that is whole, once. */
export function screenCall(call: CallItem, context: AnswerContext): ScreenedCall {
  call.screened ??= context.calls.screen(call);
  return call.screened;
}

function callField(node: JsonNode | undefined): { readonly field: string; readonly form: 'json' | 'text' } {
  const known = CALL_FIELDS.get(stringMember(node, 'type') ?? '');
  if (known === undefined) throw unknownShape('a tool call of a kind that is not known');
  return known;
}
