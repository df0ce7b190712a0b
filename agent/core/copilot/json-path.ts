import type { JsonNode, JsonObjectNode, Span } from './json-text.ts';

/** The names and positions that lead from the root of a JSON text to a value. */
export type JsonPath = readonly (string | number)[];

/** A path as one string, different for different paths: a JSON Pointer (RFC 6901). */
export function formatPath(path: JsonPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What stands in the place of a piece of a JSON text. */
export interface JsonEdit extends Span {
  readonly replacement: string;
}

/** The text with its edits made and every other character as it was. Edits must not overlap. */
export function applyEdits(text: string, edits: readonly JsonEdit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, replacement } of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, start), replacement);
    from = end;
  }
  return parts.length === 0 ? text : `${parts.join('')}${text.slice(from)}`;
}

/** A string as a JSON text writes it. */
export function encodeString(value: string): string {
  return JSON.stringify(value);
}

/** The value of that name; undefined where there is none or where `node` is no object. */
export function member(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.get(name)?.value : undefined;
}

export function stringMember(node: JsonNode | undefined, name: string): string | null {
  const value = member(node, name);
  return value?.kind === 'string' ? value.value : null;
}

/** True for a value that is not there and for null: most senders make no difference between the two. */
export function isAbsent(node: JsonNode | undefined): node is undefined {
  return node === undefined || (node.kind === 'literal' && node.value === null);
}

export function objectOf(node: JsonNode | undefined): JsonObjectNode | null {
  return node?.kind === 'object' ? node : null;
}
