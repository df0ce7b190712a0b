import { isAbsent, type JsonPath, member, stringMember } from '../copilot/json-path.ts';
import { type JsonLimits, type JsonNode, JsonTextError, readJsonText } from '../copilot/json-text.ts';
import { McpError } from './mcp-error.ts';

/** One JSON-RPC message that a client sends (MCP, "Base Protocol"). */
export type McpMessage =
  | {
      readonly kind: 'call';
      readonly id: string | number;
      readonly tool: string;
      /** The arguments as the client wrote them; `{}` when it sends none. */
      readonly arguments: string;
      /** Leads to the arguments. */
      readonly at: JsonPath;
    }
  | { readonly kind: 'request'; readonly id: string | number; readonly method: string }
  | { readonly kind: 'notification'; readonly method: string }
  /** What a client answers to something that the server asked. */
  | { readonly kind: 'response' };

export interface McpLimits {
  readonly json: JsonLimits;
  /** Of one batch. */
  readonly maxMessages: number;
}

/** What a client asks besides calling tools. Anything else might be a call under another name. */
const METHODS: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'completion/complete',
  'logging/setLevel',
]);
const NOTIFICATION = /^notifications\/[a-z_/]{1,64}$/;

/**
 * The messages of one request over streamable HTTP: one, or a batch. Throws McpError: what cannot be read may be a
 * call that nobody judged.
 */
export function readMcpRequest(text: string, limits: McpLimits): readonly McpMessage[] {
  const root = parsed(text, limits.json);
  if (root.kind !== 'array') return [messageOf(root, text, [])];
  if (root.items.length === 0) throw new McpError('unknown-shape', 'an empty batch asks for nothing');
  if (root.items.length > limits.maxMessages) {
    throw new McpError(
      'too-many-messages',
      `saw ${root.items.length} messages, expected at most ${limits.maxMessages}`,
    );
  }
  return root.items.map((item, index) => messageOf(item, text, [index]));
}

function parsed(text: string, limits: JsonLimits): JsonNode {
  try {
    return readJsonText(text, limits);
  } catch (cause) {
    if (cause instanceof JsonTextError) throw new McpError('not-json', cause.message, { cause });
    throw cause;
  }
}

function messageOf(node: JsonNode, text: string, path: JsonPath): McpMessage {
  if (node.kind !== 'object' || stringMember(node, 'jsonrpc') !== '2.0') {
    throw new McpError('unknown-shape', 'a message is no JSON-RPC 2.0 object');
  }
  const method = member(node, 'method');
  if (method === undefined) return responseOf(node);
  if (method.kind !== 'string') throw new McpError('unknown-shape', 'the method of a message is no text');
  const id = member(node, 'id');
  if (id === undefined) return notificationOf(method.value);
  return requestOf({ node, text, path, id: idOf(id, text), method: method.value });
}

function responseOf(node: JsonNode): McpMessage {
  const says = ['result', 'error'].filter((name) => member(node, name) !== undefined);
  if (member(node, 'id') === undefined || says.length !== 1) {
    throw new McpError('unknown-shape', 'a message is neither a request nor a response');
  }
  return { kind: 'response' };
}

function notificationOf(method: string): McpMessage {
  if (!NOTIFICATION.test(method)) {
    throw new McpError('unknown-method', 'a notification has a method that is not known');
  }
  return { kind: 'notification', method };
}

interface Asking {
  readonly node: JsonNode;
  readonly text: string;
  readonly path: JsonPath;
  readonly id: string | number;
  readonly method: string;
}

function requestOf(asking: Asking): McpMessage {
  const { method, id } = asking;
  if (method === 'tools/call') return callOf(asking);
  if (!METHODS.has(method)) throw new McpError('unknown-method', 'a request has a method that is not known');
  return { kind: 'request', id, method };
}

function callOf({ node, text, path, id }: Asking): McpMessage {
  const params = member(node, 'params');
  const tool = stringMember(params, 'name');
  if (tool === null || tool === '') throw new McpError('unknown-shape', 'a call names no tool');
  const given = member(params, 'arguments');
  if (!isAbsent(given) && given.kind !== 'object') {
    throw new McpError('unknown-shape', 'the arguments of a call are no object');
  }
  const written = isAbsent(given) ? '{}' : text.slice(given.start, given.end);
  return { kind: 'call', id, tool, arguments: written, at: [...path, 'params', 'arguments'] };
}

function idOf(node: JsonNode, text: string): string | number {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'number') return Number(text.slice(node.start, node.end));
  throw new McpError('unknown-shape', 'the id of a request is neither text nor number');
}
