import type { PromptOrigin } from '../../../../protocol/copilot.ts';
import { formatPath, isAbsent, type JsonPath, member, stringMember } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import type { Author, PartList } from './part-list.ts';
import { unknownShape } from './prompt-error.ts';

/** Names of the tools that were called, by the id of the call: results name the call alone. */
type Calls = Map<string, string>;

/** The messages of chat completions, and of Anthropic's Messages, which differ in what a message holds. */
export function addChatMessages(list: PartList, messages: JsonNode, at: JsonPath): void {
  if (messages.kind !== 'array') throw unknownShape('the messages are no list');
  const calls: Calls = new Map();
  for (const [index, message] of messages.items.entries()) {
    addMessage(list, message, { at: [...at, index], calls });
  }
}

/** The input of Responses: a text, or items that are messages, calls and what came of them. */
export function addResponsesInput(list: PartList, input: JsonNode, at: JsonPath): void {
  if (input.kind === 'string') {
    list.addText(input.value, at, { origin: 'user', path: null, tool: null });
    return;
  }
  addChatMessages(list, input, at);
}

interface Place {
  readonly at: JsonPath;
  readonly calls: Calls;
}

function addMessage(list: PartList, message: JsonNode, { at, calls }: Place): void {
  if (message.kind === 'string') {
    list.addText(message.value, at, { origin: 'user', path: null, tool: null });
    return;
  }
  if (message.kind !== 'object') throw unknownShape('a message is neither an object nor a text');
  const author = authorOf(message, calls);
  const isCall = author.tool !== null && author.origin === 'assistant';
  for (const [name, { value }] of message.members) {
    const place = { at: [...at, name], calls };
    if (SAID_BY_STRUCTURE.has(name) && value.kind === 'string') continue;
    if (name === 'tool_calls' && !isAbsent(value)) addCalls(list, value, place);
    else if (name === 'content') addContent(list, value, author, place);
    else if (isCall) list.addGiven(value, place.at, author);
    else if (!isSealedMember(message, name)) list.addAll(value, place.at, author);
    else list.opaque.add(formatPath(place.at));
  }
}

/** A message of reasoning that its upstream reads again: chat completions have it beside the content. */
function isSealedMember(message: JsonNode, name: string): boolean {
  if (name === 'reasoning_opaque') return stringMember(message, 'role') === 'assistant';
  return name === 'encrypted_content' && stringMember(message, 'type') === 'reasoning';
}

/** Members that say what the message is. `name` is whose message it is, or which tool's. */
const SAID_BY_STRUCTURE: ReadonlySet<string> = new Set([
  'role',
  'type',
  'id',
  'call_id',
  'tool_call_id',
  'status',
  'name',
  'phase',
]);

function authorOf(message: JsonNode, calls: Calls): Author {
  const type = stringMember(message, 'type') ?? '';
  const call = stringMember(message, 'call_id') ?? stringMember(message, 'tool_call_id') ?? '';
  if (type.endsWith('_call')) {
    const tool = stringMember(message, 'name') ?? type.slice(0, -'_call'.length);
    if (call !== '') calls.set(call, tool);
    return { origin: 'assistant', path: null, tool };
  }
  if (type.endsWith('_output')) return { origin: 'tool', path: null, tool: calls.get(call) ?? null };
  const role = stringMember(message, 'role');
  if (role === 'tool' || role === 'function') {
    const tool = calls.get(call) ?? stringMember(message, 'name');
    return { origin: 'tool', path: null, tool };
  }
  return {
    origin: ORIGINS.get(role ?? '') ?? (type === 'reasoning' ? 'assistant' : 'user'),
    path: null,
    tool: null,
  };
}

const ORIGINS: ReadonlyMap<string, PromptOrigin> = new Map<string, PromptOrigin>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['assistant', 'assistant'],
]);

/** `tool_calls` of chat completions: the arguments are a JSON text in a string. */
function addCalls(list: PartList, node: JsonNode, { at, calls }: Place): void {
  if (node.kind !== 'array') throw unknownShape('the calls of a message are no list');
  for (const [index, call] of node.items.entries()) {
    const called = member(call, 'function') ?? member(call, 'custom') ?? call;
    const tool = stringMember(called, 'name');
    const id = stringMember(call, 'id');
    if (id !== null && tool !== null) calls.set(id, tool);
    for (const name of ['arguments', 'input']) {
      const given = member(called, name);
      const inner = called === call ? [] : [member(call, 'function') === called ? 'function' : 'custom'];
      if (!isAbsent(given)) list.addGiven(given, [...at, index, ...inner, name], { ...ASSISTANT, tool });
    }
  }
}

const ASSISTANT: Author = { origin: 'assistant', path: null, tool: null };

/** A text, or blocks: texts, images, and with Anthropic also the use of a tool and what came of it. */
function addContent(list: PartList, content: JsonNode, author: Author, { at, calls }: Place): void {
  if (content.kind !== 'array') {
    list.addAll(content, at, author);
    return;
  }
  for (const [index, block] of content.items.entries()) {
    const type = stringMember(block, 'type') ?? '';
    const place = [...at, index];
    if (type.endsWith('tool_use')) {
      const tool = stringMember(block, 'name');
      const id = stringMember(block, 'id');
      if (id !== null && tool !== null) calls.set(id, tool);
      const input = member(block, 'input');
      if (!isAbsent(input)) list.addGiven(input, [...place, 'input'], { ...ASSISTANT, tool });
    } else if (type.endsWith('tool_result')) {
      const tool = calls.get(stringMember(block, 'tool_use_id') ?? '') ?? null;
      list.addAll(block, place, { origin: 'tool', path: null, tool });
    } else {
      list.addAll(block, place, author);
    }
  }
}
