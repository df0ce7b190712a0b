import { applyEdits, encodeString, isAbsent, type JsonEdit, member, stringMember } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { readJsonText } from '../json-text.ts';
import { unknownShape } from './answer-error.ts';
import { ChatCalls } from './chat-calls.ts';
import type { AnswerContext } from './context.ts';
import { maskOthers } from './mask-others.ts';
import { WHOLE_BLOCKS } from './messages-stream.ts';
import type { ChannelKind } from './options.ts';
import { callArguments, callItem, itemKind, screenCall } from './responses-items.ts';
import { outputEdits } from './responses-output.ts';
import { indexOf, toolName } from './stream-shape.ts';

/** How a whole JSON answer of one surface is read: what it edits, and what it has dealt with. */
export type BodyShape = (root: JsonNode, body: Body) => void;

/** A whole answer while it is read. */
export interface Body {
  readonly text: string;
  readonly context: AnswerContext;
  readonly edits: JsonEdit[];
  /** What is said in the place of a value. */
  readonly texts: Map<JsonNode, string>;
  readonly handled: Set<JsonNode>;
}

/** The answer as the client gets it: text and tool calls by its shape, every other string masked. */
export function screenBody(text: string, shape: BodyShape, context: AnswerContext): string {
  const root = readJsonText(text, context.options.limits.json);
  const body: Body = { text, context, edits: [], texts: new Map(), handled: new Set() };
  context.ledger.model(member(root, 'model'));
  context.ledger.usage(member(root, 'usage'));
  if (!isError(root)) shape(root, body);
  for (const [node, shown] of body.texts) replace(body, node, encodeString(shown));
  const others = maskOthers(root, body.handled, (value) => context.channels.maskOther(value));
  return applyEdits(text, [...body.edits, ...others]);
}

/** What stands in place of an answer when there is none; it has nothing that a model said. */
function isError(root: JsonNode): boolean {
  if (root.kind !== 'object') return false;
  const has = (name: string): boolean => !isAbsent(member(root, name));
  return (has('error') || has('message')) && !SPOKEN.some(has);
}

const SPOKEN: readonly string[] = ['choices', 'content', 'output', 'output_text', 'text', 'jsonrpc'];

/** Answers without text of a model's: errors, vectors, lists. */
export function otherBody(): void {}

export function completionBody(root: JsonNode, body: Body): void {
  for (const choice of list(root, 'choices')) {
    const index = indexOf(choice, 'index');
    show(body, `choice ${index}`, 'completion', member(choice, 'text'));
    body.context.ledger.finish(member(choice, 'finish_reason'));
  }
}

export function chatBody(root: JsonNode, body: Body): void {
  const calls = new ChatCalls(body.context);
  for (const choice of list(root, 'choices')) {
    const index = isAbsent(member(choice, 'index')) ? 0 : indexOf(choice, 'index');
    const message = member(choice, 'message');
    if (message?.kind !== 'object') throw unknownShape('a choice without a message');
    if (!isAbsent(member(message, 'function_call'))) throw unknownShape('a function call of the old form');
    for (const [name, kind] of MESSAGE_TEXT)
      show(body, `choice ${index} ${name}`, kind, message.members.get(name)?.value);
    chatCalls(choice, index, calls, body);
  }
}

const MESSAGE_TEXT: readonly (readonly [string, ChannelKind])[] = [
  ['content', 'text'],
  ['refusal', 'refusal'],
  ['reasoning', 'reasoning'],
  ['reasoning_content', 'reasoning'],
  ['reasoning_text', 'reasoning'],
];

function chatCalls(choice: JsonNode, index: number, calls: ChatCalls, body: Body): void {
  const message = member(choice, 'message');
  const node = member(message, 'tool_calls');
  const reason = member(choice, 'finish_reason');
  body.context.ledger.finish(reason);
  if (isAbsent(node)) return;
  const fragments = calls.read(index, node);
  calls.finish(index);
  const { list: kept, messages } = calls.render(body.text, fragments);
  replace(body, node, kept ?? '[]');
  if (messages === '') return;
  sayInstead(message, messages, body);
  if (reason?.kind === 'string' && calls.allDenied(index)) replace(body, reason, '"stop"');
}

/** Adds to what a message says; its content may be text, null or missing. */
function sayInstead(message: JsonNode | undefined, text: string, body: Body): void {
  const content = member(message, 'content');
  if (content !== undefined) {
    body.texts.set(content, (body.texts.get(content) ?? '') + text);
  } else if (message !== undefined) {
    const at = message.end - 1;
    body.edits.push({ start: at, end: at, replacement: `,"content":${encodeString(text)}` });
  }
}

export function messagesBody(root: JsonNode, body: Body): void {
  const { context } = body;
  const reason = member(root, 'stop_reason');
  context.ledger.finish(reason);
  const verdicts: string[] = [];
  for (const [index, block] of list(root, 'content').entries()) {
    const type = stringMember(block, 'type') ?? '';
    if (type === 'text') show(body, `block ${index} text`, 'text', member(block, 'text'));
    else if (type === 'thinking')
      show(body, `block ${index} thinking`, 'reasoning', member(block, 'thinking'));
    else if (type === 'tool_use' || type === 'server_tool_use') verdicts.push(toolBlock(block, body));
    else if (!WHOLE_BLOCKS.has(type)) throw unknownShape('a block of a kind that is not known');
  }
  const allDenied = verdicts.length > 0 && verdicts.every((kind) => kind === 'deny');
  if (reason?.kind === 'string' && allDenied) replace(body, reason, '"end_turn"');
}

function toolBlock(block: JsonNode, body: Body): 'pass' | 'deny' {
  const input = member(block, 'input');
  if (input?.kind !== 'object') throw unknownShape('a tool call without input');
  const screened = body.context.calls.screen({
    name: toolName(stringMember(block, 'name') ?? ''),
    arguments: body.text.slice(input.start, input.end),
    form: 'json',
  });
  if (screened.kind === 'pass') replace(body, input, screened.arguments);
  else replace(body, block, `{"type":"text","text":${encodeString(screened.message)}}`);
  return screened.kind;
}

export function responsesBody(root: JsonNode, body: Body): void {
  const { context } = body;
  context.ledger.finish(member(root, 'status'));
  const calls = new Map(
    list(root, 'output')
      .filter((item) => itemKind(item) === 'call')
      .map((item) => {
        const call = { ...callItem(item), arguments: callArguments(item).value };
        screenCall(call, context);
        return [item, call] as const;
      }),
  );
  const { edits, handled } = outputEdits(root, (item) => calls.get(item), context);
  body.edits.push(...edits);
  for (const node of handled) body.handled.add(node);
}

function show(body: Body, channel: string, kind: ChannelKind, node: JsonNode | undefined): void {
  if (isAbsent(node)) return;
  if (node.kind !== 'string') throw unknownShape('text that is none');
  const text = body.context.channels.get(channel, kind);
  body.texts.set(node, text.write(node.value) + text.end());
}

function replace(body: Body, node: JsonNode, replacement: string): void {
  body.edits.push({ start: node.start, end: node.end, replacement });
  body.handled.add(node);
}

function list(root: JsonNode, name: string): readonly JsonNode[] {
  const value = member(root, name);
  if (value?.kind === 'array') return value.items;
  throw unknownShape(`no ${name}`);
}
