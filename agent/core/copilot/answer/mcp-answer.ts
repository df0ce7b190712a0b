import type { StreamEvent } from '../event-stream.ts';
import { applyEdits, member, stringMember } from '../json-path.ts';
import { type JsonNode, readJsonText } from '../json-text.ts';
import { unknownShape } from './answer-error.ts';
import type { Body } from './bodies.ts';
import type { AnswerContext } from './context.ts';
import { maskOthers } from './mask-others.ts';
import type { StreamShape } from './stream-shape.ts';

/** What an MCP server answers over streamable HTTP: JSON-RPC messages, each whole, all their strings masked. */
export function mcpStream({ channels, options }: AnswerContext): StreamShape {
  return {
    event(event: StreamEvent) {
      const root = readJsonText(event.data, options.limits.json);
      const edits = maskOthers(root, opaqueStrings(root), (text) => channels.maskOther(text));
      return [{ ...event, data: applyEdits(event.data, edits) }];
    },
    end: () => [],
  };
}

export function mcpBody(root: JsonNode, { handled }: Body): void {
  for (const node of opaqueStrings(root)) handled.add(node);
}

/** Images and sounds in base64: a find in them would be chance, and its mask damage (MCP, "Tools", "Content"). */
function opaqueStrings(root: JsonNode): Set<JsonNode> {
  const messages = root.kind === 'array' ? root.items : [root];
  const opaque = new Set<JsonNode>();
  for (const message of messages) {
    if (stringMember(message, 'jsonrpc') !== '2.0') throw unknownShape('a message that is not JSON-RPC');
    const content = member(member(message, 'result'), 'content');
    for (const item of content?.kind === 'array' ? content.items : []) {
      const type = stringMember(item, 'type');
      const data = member(item, 'data');
      const isSealed = data?.kind === 'string' && /^[A-Za-z0-9+/_=-]*$/.test(data.value);
      if ((type === 'image' || type === 'audio') && isSealed) opaque.add(data);
    }
  }
  return opaque;
}
