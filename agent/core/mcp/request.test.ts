import { expect, test } from 'vitest';
import { McpError, type McpErrorCode } from './mcp-error.ts';
import { type McpMessage, readMcpRequest } from './request.ts';

const LIMITS = { json: { maxChars: 10_000, maxDepth: 16, maxNodes: 1000 }, maxMessages: 3 };

function read(text: string): readonly McpMessage[] {
  return readMcpRequest(text, LIMITS);
}

const CALL =
  '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"arguments":{ "branch": "main" },"name":"push_files"}}';

test('a call has its tool, and its arguments as they were written', () => {
  expect(read(CALL)).toEqual([
    {
      kind: 'call',
      id: 3,
      tool: 'push_files',
      arguments: '{ "branch": "main" }',
      at: ['params', 'arguments'],
    },
  ]);
});

test.each<[string, Partial<McpMessage>]>([
  [
    '{"jsonrpc":"2.0","id":"a","method":"initialize","params":{}}',
    { kind: 'request', method: 'initialize', id: 'a' },
  ],
  ['{"jsonrpc":"2.0","id":0,"method":"tools/list"}', { kind: 'request', method: 'tools/list', id: 0 }],
  ['{"jsonrpc":"2.0","id":0,"method":"server/discover"}', { kind: 'request', method: 'server/discover' }],
  [
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    { kind: 'notification', method: 'notifications/initialized' },
  ],
  ['{"jsonrpc":"2.0","id":1,"result":{"action":"accept"}}', { kind: 'response' }],
  ['{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}}', { kind: 'response' }],
  [
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}',
    { kind: 'call', tool: 'x', arguments: '{}' },
  ],
  [
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":null}}',
    { kind: 'call', arguments: '{}' },
  ],
])('%s', (text, expected) => {
  expect(read(text)).toMatchObject([expected]);
});

test('a batch is every message in it', () => {
  const messages = read(`[${CALL},{"jsonrpc":"2.0","id":4,"method":"ping"}]`);
  expect(messages).toMatchObject([
    { kind: 'call', at: [0, 'params', 'arguments'] },
    { kind: 'request', method: 'ping' },
  ]);
});

test.each<[string, string, McpErrorCode]>([
  ['no JSON', 'call me', 'not-json'],
  ['a name twice', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}', 'not-json'],
  ['too deep', `${'['.repeat(40)}${']'.repeat(40)}`, 'not-json'],
  ['no object', '"tools/call"', 'unknown-shape'],
  ['no version', '{"id":1,"method":"ping"}', 'unknown-shape'],
  ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 'unknown-shape'],
  ['a method that is no text', '{"jsonrpc":"2.0","id":1,"method":["tools/call"]}', 'unknown-shape'],
  ['an id that is neither', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 'unknown-shape'],
  ['nothing asked', '{"jsonrpc":"2.0","id":1}', 'unknown-shape'],
  ['both ends of a call', '{"jsonrpc":"2.0","id":1,"result":{},"error":{}}', 'unknown-shape'],
  ['an empty batch', '[]', 'unknown-shape'],
  ['a batch in a batch', `[[${CALL}]]`, 'unknown-shape'],
  ['a call of no tool', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}', 'unknown-shape'],
  [
    'arguments that are no object',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":"{}"}}',
    'unknown-shape',
  ],
  ['a method nobody knows', '{"jsonrpc":"2.0","id":1,"method":"tools/invoke"}', 'unknown-method'],
  ['a call spelt otherwise', '{"jsonrpc":"2.0","id":1,"method":"Tools/Call"}', 'unknown-method'],
  ['a call that waits for nothing', '{"jsonrpc":"2.0","method":"tools/call"}', 'unknown-method'],
  ['too many messages', `[${[CALL, CALL, CALL, CALL].join()}]`, 'too-many-messages'],
])('%s is refused', (_name, text, code) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code }));
  expect(() => read(text)).toThrow(McpError);
});

test('as many messages as may be are read', () => {
  expect(read(`[${[CALL, CALL, CALL].join()}]`)).toHaveLength(3);
});
