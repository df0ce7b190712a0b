import type { PromptPart } from '../../../../protocol/copilot.ts';
import { formatPath, isAbsent, type JsonPath, member, stringMember } from '../json-path.ts';
import { type JsonLimits, type JsonNode, readJsonText } from '../json-text.ts';
import type { PromptSurface } from '../surface.ts';
import { completionPath, snippetPath } from './file-segments.ts';
import { type Author, PartList } from './part-list.ts';
import { unknownShape } from './prompt-error.ts';
import { addChatMessages, addResponsesInput } from './turns.ts';

/** What a body puts before a model. */
export interface Prompt {
  /** The body as it was read. */
  readonly root: JsonNode;
  /** Empty where the body names none. */
  readonly model: string;
  /** Whether the answer is wanted as an event stream. */
  readonly stream: boolean;
  readonly parts: readonly PromptPart[];
  /** Names of the tools that the model is offered. */
  readonly tools: readonly string[];
  /** Images and documents: bytes that were not read. */
  readonly opaqueAttachments: number;
  /** Where the string at this path stands, for people; `request` for one that is no part. */
  readonly whereOf: (path: JsonPath) => string;
  /** Whether the string at this path is bytes, or something that only the upstream reads. */
  readonly isOpaque: (path: JsonPath) => boolean;
}

/**
 * Reads the body of a request that asks a model. Every text in it that the model is shown is a part, also one in a
 * place that no client was seen to use. Throws JsonTextError, and PromptError for a body without what its surface
 * is asked with.
 */
export function readPrompt(surface: PromptSurface, text: string, limits: JsonLimits): Prompt {
  const root = readJsonText(text, limits);
  if (root.kind !== 'object') throw unknownShape('no object');
  const list = new PartList();
  READERS[surface.kind](root, list);
  const stream = member(root, 'stream');
  return {
    root,
    model: stringMember(root, 'model') ?? '',
    stream: stream?.kind === 'literal' && stream.value === true,
    parts: list.parts,
    tools: toolsOf(member(root, 'tools')),
    opaqueAttachments: list.opaqueAttachments,
    whereOf: (path) => list.wheres.get(formatPath(path)) ?? 'request',
    isOpaque: (path) => list.opaque.has(formatPath(path)),
  };
}

type Reader = (root: JsonNode, list: PartList) => void;

const USER: Author = { origin: 'user', path: null, tool: null };
const SYSTEM: Author = { origin: 'system', path: null, tool: null };

const READERS: Readonly<Record<PromptSurface['kind'], Reader>> = {
  completion: readCompletion,
  'chat-completions': (root, list) => addChatMessages(list, required(root, 'messages'), ['messages']),
  responses: (root, list) => {
    addOptional(list, root, 'instructions', SYSTEM);
    const input = member(root, 'input');
    if (isAbsent(input) && isAbsent(member(root, 'previous_response_id'))) throw unknownShape('no input');
    if (!isAbsent(input)) addResponsesInput(list, input, ['input']);
  },
  messages: (root, list) => {
    addOptional(list, root, 'system', SYSTEM);
    addChatMessages(list, required(root, 'messages'), ['messages']);
  },
  auto: (root, list) => list.addAll(root, [], USER),
  agents: (root, list) => list.addAll(root, [], USER),
  embeddings: readEmbeddings,
};

/** The path of the file stands in a first line, of the text itself or of what the editor adds to it. */
function readCompletion(root: JsonNode, list: PartList): void {
  const prompt = required(root, 'prompt');
  const extra = member(root, 'extra');
  const context = member(extra, 'context');
  const added = context?.kind === 'array' ? context.items : [];
  const paths = [prompt, ...added].map((node) =>
    node.kind === 'string' ? completionPath(node.value) : null,
  );
  const author: Author = { origin: 'file', path: paths.find((path) => path !== null) ?? null, tool: null };
  list.addAll(prompt, ['prompt'], author);
  addOptional(list, root, 'suffix', author);
  for (const [index, node] of added.entries()) {
    const path = node.kind === 'string' ? snippetPath(node.value) : null;
    list.addAll(node, ['extra', 'context', index], { ...author, path });
  }
  if (extra?.kind !== 'object') {
    if (!isAbsent(extra)) list.addAll(extra, ['extra'], { ...author, path: null });
    return;
  }
  for (const [name, { value }] of extra.members) {
    if (value !== context || added.length === 0)
      list.addAll(value, ['extra', name], { ...author, path: null });
  }
}

/** The texts stand by either of two names: the API of GitHub itself has the plural. */
function readEmbeddings(root: JsonNode, list: PartList): void {
  const author: Author = { origin: 'file', path: null, tool: null };
  if (isAbsent(member(root, 'inputs'))) required(root, 'input');
  addOptional(list, root, 'input', author);
  addOptional(list, root, 'inputs', author);
}

function required(root: JsonNode, name: string): JsonNode {
  const found = member(root, name);
  if (isAbsent(found)) throw unknownShape(`no ${name}`);
  return found;
}

function addOptional(list: PartList, root: JsonNode, name: string, author: Author): void {
  const found = member(root, name);
  if (!isAbsent(found)) list.addAll(found, [name], author);
}

/** A function by its name, a tool of the upstream's own by its type. */
function toolsOf(tools: JsonNode | undefined): readonly string[] {
  if (tools?.kind !== 'array') return [];
  return tools.items.flatMap((tool) => {
    const called = member(tool, 'function') ?? tool;
    const name = stringMember(called, 'name') ?? stringMember(tool, 'type');
    return name === null ? [] : [name];
  });
}
