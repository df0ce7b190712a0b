import type { JsonEdit } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { editString } from '../rewrite-strings.ts';

/** Members whose values the upstream makes up and takes back as they were: no words, and of use only unchanged. */
const IDENTIFIERS: ReadonlySet<string> = new Set([
  'id',
  'call_id',
  'item_id',
  'tool_use_id',
  'previous_response_id',
  'prompt_cache_key',
  'safety_identifier',
  'encrypted_content',
  'reasoning_opaque',
  'signature',
  'thought_signature',
  'cot_id',
  'obfuscation',
  'p',
  'embedding',
]);
const IDENTIFIER = /^[A-Za-z0-9+/_=:.|-]*$/;

/**
 * Edits that mask every string below `node`, names of members too, except those in `handled`: whatever a shape does
 * not know is masked and never passed on as it is. Token probabilities are left out.
 */
export function maskOthers(
  node: JsonNode,
  handled: ReadonlySet<JsonNode>,
  mask: (text: string) => string,
): JsonEdit[] {
  const edits: JsonEdit[] = [];
  const visit = (value: JsonNode, name: string): void => {
    if (handled.has(value)) return;
    switch (value.kind) {
      case 'string':
        if (!isIdentifier(name, value.value)) edits.push(...editString(value, mask(value.value)));
        return;
      case 'array':
        for (const item of value.items) visit(item, name);
        return;
      case 'object':
        for (const { key, value: inner } of value.members.values()) {
          edits.push(...editString(key, mask(key.value)));
          if (key.value === 'logprobs') edits.push(...withoutTokens(inner));
          else visit(inner, key.value);
        }
        return;
      case 'number':
      case 'literal':
        return;
    }
  };
  visit(node, '');
  return edits;
}

/** The tokens of a text, one by one, are a copy of it that no rule finds a secret in. */
function withoutTokens(node: JsonNode): JsonEdit[] {
  if (node.kind === 'literal' && node.value === null) return [];
  return [{ start: node.start, end: node.end, replacement: node.kind === 'array' ? '[]' : 'null' }];
}

function isIdentifier(name: string, value: string): boolean {
  return IDENTIFIERS.has(name) && IDENTIFIER.test(value);
}
