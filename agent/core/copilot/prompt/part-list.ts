import type { PromptOrigin, PromptPart } from '../../../../protocol/copilot.ts';
import { formatPath, type JsonPath, stringMember } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { isDataUrl, readBareFile, readDataUrl, type WrittenFile } from '../written-file.ts';
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
          else if (isBinary(node, name)) this.#addBytes(value.value, place, author);
          else if (!STRUCTURE.has(name)) this.addAll(value, place, author);
        }
        return;
      case 'number':
      case 'literal':
    }
  }

  /** A data URL counts as a file that was not read, though it is searched, where nobody here can decode it. */
  #addWritten(text: string, at: JsonPath, author: Author): void {
    const file = readDataUrl(text);
    if (file !== null) {
      this.#addFile(file, at, author);
      return;
    }
    if (isDataUrl(text)) this.opaqueAttachments += 1;
    this.addText(text, at, author);
  }

  /** What should be bytes and is no base64 counts as a file as well, and is searched as the text that it is. */
  #addBytes(written: string, at: JsonPath, author: Author): void {
    const file = readDataUrl(written) ?? readBareFile(written);
    if (file !== null) {
      this.#addFile(file, at, author);
      return;
    }
    this.opaqueAttachments += 1;
    this.addText(written, at, author);
  }

  /** A file is what it holds, where that is text. */
  #addFile(file: WrittenFile, at: JsonPath, author: Author): void {
    if (file.text !== null) {
      this.addText(file.text, at, { ...author, origin: 'attachment' });
      return;
    }
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

/** Bytes written as text: of a block by its type, of `input_audio` by the format beside them. */
function isBinary(block: JsonNode, name: string): boolean {
  const type = stringMember(block, 'type') ?? '';
  if (name === 'file_data') return true;
  return name === 'data' && (OF_BYTES.has(type) || stringMember(block, 'format') !== null);
}

const OF_BYTES: ReadonlySet<string> = new Set(['base64', 'image', 'audio']);

/** Where a text stands, for people: `user`, `file src/a.ts`, `tool bash`. */
function whereOf({ origin, path, tool }: Author): string {
  if (path !== null) return `file ${path}`;
  return tool === null ? origin : `tool ${tool}`;
}
