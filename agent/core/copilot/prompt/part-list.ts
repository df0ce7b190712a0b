import type { PromptOrigin, PromptPart } from '../../../../protocol/copilot.ts';
import { readDataUrl } from '../data-url.ts';
import { formatPath, type JsonPath, stringMember } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { fileSegments } from './file-segments.ts';

/** Whose text it is, unless the text says that it is a file's. */
export interface Author {
  readonly origin: PromptOrigin;
  readonly path: string | null;
  readonly tool: string | null;
}

/** What a body says to a model, put together in the order of the body. */
export class PartList {
  readonly parts: PromptPart[] = [];
  /** Where each string stands, by its path: for people. */
  readonly wheres = new Map<string, string>();
  /** Paths of strings that are no text: images, documents, what only the upstream can read. */
  readonly opaque = new Set<string>();
  opaqueAttachments = 0;

  addText(text: string, at: JsonPath, author: Author): void {
    this.wheres.set(formatPath(at), whereOf(author));
    for (const segment of author.origin === 'user' ? fileSegments(text) : [{ path: null, text }]) {
      const { origin, path, tool } = author;
      if (segment.path === null) this.parts.push({ origin, path, tool, text: segment.text });
      else this.parts.push({ origin: 'file', path: segment.path, tool, text: segment.text });
    }
  }

  /** Every string below the node, whatever it is called: what is given to a tool, and what a tool gives. */
  addGiven(node: JsonNode, at: JsonPath, author: Author): void {
    switch (node.kind) {
      case 'string':
        this.addText(node.value, at, author);
        return;
      case 'array':
        for (const [index, item] of node.items.entries()) this.addGiven(item, [...at, index], author);
        return;
      case 'object':
        for (const [name, { value }] of node.members) this.addGiven(value, [...at, name], author);
        return;
      case 'number':
      case 'literal':
    }
  }

  /** Every text of a block that a client made: also one in a place that no client was seen to use. */
  addAll(node: JsonNode, at: JsonPath, author: Author): void {
    switch (node.kind) {
      case 'string':
        this.#addWritten(node.value, at, author);
        return;
      case 'array':
        for (const [index, item] of node.items.entries()) this.addAll(item, [...at, index], author);
        return;
      case 'object':
        for (const [name, { value }] of node.members) {
          const place = [...at, name];
          if (value.kind !== 'string') this.addAll(value, place, author);
          else if (isSealed(node, name)) this.opaque.add(formatPath(place));
          else if (isBinary(node, name) && readDataUrl(value.value) === null) this.#addOpaque(place);
          else if (!STRUCTURE.has(name)) this.addAll(value, place, author);
        }
        return;
      case 'number':
      case 'literal':
    }
  }

  /** A file in base64 is what it holds, where that is text. */
  #addWritten(text: string, at: JsonPath, author: Author): void {
    const file = readDataUrl(text);
    if (file === null) this.addText(text, at, author);
    else if (file.text === null) this.#addOpaque(at);
    else this.addText(file.text, at, { ...author, origin: 'attachment' });
  }

  #addOpaque(at: JsonPath): void {
    this.opaque.add(formatPath(at));
    this.opaqueAttachments += 1;
  }
}

/** Members whose strings are part of the protocol, and no text. */
const STRUCTURE: ReadonlySet<string> = new Set([
  'type',
  'id',
  'role',
  'status',
  'call_id',
  'tool_call_id',
  'tool_use_id',
  'media_type',
  'detail',
  'phase',
  'file_id',
]);

/** What the upstream wrote for itself, and reads as it wrote it: by what the block is, and the member's name. */
function isSealed(block: JsonNode, name: string): boolean {
  switch (stringMember(block, 'type') ?? '') {
    case 'reasoning':
    case 'compaction':
      return name === 'encrypted_content';
    case 'thinking':
      return name === 'signature';
    case 'redacted_thinking':
      return name === 'data';
    default:
      return false;
  }
}

/** Bytes written as text. */
function isBinary(block: JsonNode, name: string): boolean {
  const type = stringMember(block, 'type');
  return (type === 'base64' && name === 'data') || (type === 'input_file' && name === 'file_data');
}

/** Where a text stands, for people: `user`, `file src/a.ts`, `tool bash`. */
function whereOf({ origin, path, tool }: Author): string {
  if (path !== null) return `file ${path}`;
  return tool === null ? origin : `tool ${tool}`;
}
