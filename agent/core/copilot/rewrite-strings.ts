import { applyEdits, encodeString, type JsonEdit, type JsonPath } from './json-path.ts';
import { type JsonLimits, type JsonNode, type JsonString, readJsonText } from './json-text.ts';

/** `path` leads to the string; for the name of a member, to the object it is in. */
export type RewriteString = (value: string, path: JsonPath, role: 'value' | 'key') => string;

/**
 * The text with every string, names of members too, replaced by what `rewrite` makes of it. Only the strings that
 * change are written anew: every other character stays as it was, and so does the digest of a body without
 * secrets. Throws JsonTextError, also when two members of one object come to have the same name.
 */
export function rewriteStrings(text: string, limits: JsonLimits, rewrite: RewriteString): string {
  return rewriteRead({ text, root: readJsonText(text, limits) }, limits, rewrite);
}

/** A text and what it was read as. */
export interface ReadJson {
  readonly text: string;
  readonly root: JsonNode;
}

/** The same of a text that was read already. */
export function rewriteRead({ text, root }: ReadJson, limits: JsonLimits, rewrite: RewriteString): string {
  const edited = applyEdits(text, editStrings(root, [], rewrite));
  if (edited !== text) readJsonText(edited, { ...limits, maxChars: edited.length });
  return edited;
}

/** The edits that put what `rewrite` makes of each string below `node` in its place. `path` leads to `node`. */
export function editStrings(node: JsonNode, path: JsonPath, rewrite: RewriteString): JsonEdit[] {
  switch (node.kind) {
    case 'string':
      return editString(node, rewrite(node.value, path, 'value'));
    case 'array':
      return node.items.flatMap((item, index) => editStrings(item, [...path, index], rewrite));
    case 'object':
      return [...node.members.values()].flatMap(({ key, value }) => [
        ...editString(key, rewrite(key.value, path, 'key')),
        ...editStrings(value, [...path, key.value], rewrite),
      ]);
    case 'number':
    case 'literal':
      return [];
  }
}

export function editString(node: JsonString, value: string): JsonEdit[] {
  return value === node.value ? [] : [{ start: node.start, end: node.end, replacement: encodeString(value) }];
}
