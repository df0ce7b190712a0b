import { expect, test } from 'vitest';
import type { PromptPart } from '../../../../protocol/copilot.ts';
import type { PromptSurface } from '../surface.ts';
import { type Prompt, readPrompt } from './prompt.ts';

const LIMITS = { maxChars: 100_000, maxDepth: 32, maxNodes: 10_000 };
const CHAT: PromptSurface = { kind: 'chat-completions' };
const RESPONSES: PromptSurface = { kind: 'responses' };
const MESSAGES: PromptSurface = { kind: 'messages' };
const COMPLETION: PromptSurface = { kind: 'completion', model: 'm' };

function read(surface: PromptSurface, body: unknown): Prompt {
  return readPrompt(surface, JSON.stringify(body), LIMITS);
}

function told({ parts }: Prompt): readonly string[] {
  return parts.map(
    ({ origin, path, tool, text }: PromptPart) => `${origin} ${path ?? '-'} ${tool ?? '-'} ${text}`,
  );
}

test('a completion is the file around the cursor', () => {
  const body = { prompt: '// Path: src/a.ts\nlet a', suffix: '\n}', n: 3, stop: ['\n'], stream: true };
  const prompt = read(COMPLETION, body);
  expect(told(prompt)).toEqual(['file src/a.ts - // Path: src/a.ts\nlet a', 'file src/a.ts - \n}']);
  expect(prompt).toMatchObject({ stream: true, model: '', tools: [] });
});

test('a chat is its messages, by who wrote them', () => {
  const prompt = read(CHAT, {
    model: 'm-1',
    messages: [
      { role: 'system', content: 'be kind' },
      { role: 'developer', content: 'be short' },
      { role: 'user', content: [{ type: 'text', text: 'what is this?' }] },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'bash', arguments: '{"command":"ls"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'a.ts' },
      { role: 'assistant', content: 'a file' },
    ],
    tools: [{ type: 'function', function: { name: 'bash' } }, { type: 'web_search' }],
  });
  expect(told(prompt)).toEqual([
    'system - - be kind',
    'system - - be short',
    'user - - what is this?',
    'assistant - bash {"command":"ls"}',
    'tool - bash a.ts',
    'assistant - - a file',
  ]);
  expect(prompt).toMatchObject({ model: 'm-1', stream: false, tools: ['bash', 'web_search'] });
});

test('responses are instructions, messages, calls and their results', () => {
  const prompt = read(RESPONSES, {
    instructions: 'be kind',
    input: [
      { role: 'user', type: 'message', content: [{ type: 'input_text', text: 'push it' }] },
      {
        type: 'reasoning',
        id: 'r1',
        summary: [{ type: 'summary_text', text: 'thinking' }],
        encrypted_content: 'xyz',
      },
      { type: 'function_call', id: 'f1', call_id: 'c1', name: 'bash', arguments: '{"command":"git push"}' },
      { type: 'function_call_output', call_id: 'c1', output: 'done' },
      { type: 'custom_tool_call', call_id: 'c2', name: 'apply_patch', input: '*** Begin' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: [{ type: 'output_text', text: 'ok' }] },
      { type: 'something_new', body: { note: 'unheard of' } },
    ],
  });
  expect(told(prompt)).toEqual([
    'system - - be kind',
    'user - - push it',
    'assistant - - thinking',
    'assistant - bash {"command":"git push"}',
    'tool - bash done',
    'assistant - apply_patch *** Begin',
    'tool - apply_patch ok',
    'user - - unheard of',
  ]);
  expect(prompt.isOpaque(['input', 1, 'encrypted_content'])).toBe(true);
});

test.each([
  [{ input: 'just this' }, ['user - - just this']],
  [{ previous_response_id: 'r0' }, []],
])('responses may be %j', (body, expected) => {
  expect(told(read(RESPONSES, body))).toEqual(expected);
});

test('messages hold blocks: texts, the use of tools, and what came of it', () => {
  const prompt = read(MESSAGES, {
    system: [{ type: 'text', text: 'be kind', cache_control: { type: 'ephemeral' } }],
    messages: [
      { role: 'user', content: 'hello' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 'sealed' },
          { type: 'tool_use', id: 't1', name: 'bash', input: { command: 'ls', type: 'x', signature: 'y' } },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'a.ts' }] }],
      },
    ],
    tools: [{ name: 'bash', input_schema: {} }],
  });
  expect(told(prompt)).toEqual([
    'system - - be kind',
    'user - - hello',
    'assistant - - hm',
    'assistant - bash ls',
    'assistant - bash x',
    'assistant - bash y',
    'tool - bash a.ts',
  ]);
  expect(prompt.isOpaque(['messages', 1, 'content', 0, 'signature'])).toBe(true);
  expect(prompt.isOpaque(['messages', 1, 'content', 1, 'input', 'signature'])).toBe(false);
});

test.each<[string, PromptSurface, unknown, number]>([
  [
    'an image by its URL',
    CHAT,
    {
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] },
      ],
    },
    1,
  ],
  [
    'an image in base64',
    MESSAGES,
    { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'base64', data: 'AA==' } }] }] },
    1,
  ],
  [
    'a document',
    RESPONSES,
    { input: [{ role: 'user', content: [{ type: 'input_file', filename: 'a.pdf', file_data: 'AA==' }] }] },
    1,
  ],
  [
    'no text in disguise: what a tool is given is always text',
    MESSAGES,
    {
      messages: [
        {
          role: 'assistant',
          content: [{ type: 'tool_use', name: 't', input: { type: 'base64', data: 'x' } }],
        },
      ],
    },
    0,
  ],
  [
    'no text that says it is data',
    CHAT,
    { messages: [{ role: 'user', content: 'data:text/plain;base64,c2VjcmV0' }] },
    0,
  ],
])('attachments that are not read: %s', (_name, surface, body, count) => {
  expect(read(surface, body).opaqueAttachments).toBe(count);
});

test.each<[string, PromptSurface, unknown]>([
  [
    'by its URL',
    CHAT,
    { messages: [{ role: 'user', content: [{ url: 'data:text/plain;base64,S0VZPTE=' }] }] },
  ],
  [
    'as a document',
    MESSAGES,
    {
      messages: [
        { role: 'user', content: [{ type: 'document', source: { type: 'base64', data: 'S0VZPTE=' } }] },
      ],
    },
  ],
  [
    'as a file',
    RESPONSES,
    { input: [{ role: 'user', content: [{ type: 'input_file', file_data: 'data:;base64,S0VZPTE=' }] }] },
  ],
])('text that is attached in base64 is read: %s', (_name, surface, body) => {
  const prompt = read(surface, body);
  expect(told(prompt)).toEqual(['attachment - - KEY=1']);
  expect(prompt.opaqueAttachments).toBe(0);
});

test('a file that a person attaches is a file', () => {
  const content = 'explain <attachment filePath="/w/a.ts">let a</attachment>';
  expect(told(read(CHAT, { messages: [{ role: 'user', content }] }))).toEqual([
    'user - - explain ',
    'file /w/a.ts - <attachment filePath="/w/a.ts">let a</attachment>',
  ]);
});

test('people are told where a string stands', () => {
  const prompt = read(CHAT, {
    messages: [
      { role: 'user', content: 'x' },
      { role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'bash', arguments: '{}' } }] },
    ],
  });
  expect(prompt.whereOf(['messages', 0, 'content'])).toBe('user');
  expect(prompt.whereOf(['messages', 1, 'tool_calls', 0, 'function', 'arguments'])).toBe('tool bash');
  expect(prompt.whereOf(['user'])).toBe('request');
});

test.each<[PromptSurface, unknown, readonly string[]]>([
  [{ kind: 'auto' }, { prompt: 'typed', nested: { text: 'too' } }, ['user - - typed', 'user - - too']],
  [{ kind: 'agents', path: '/agents/x' }, { messages: [{ role: 'user', content: 'do' }] }, ['user - - do']],
  [{ kind: 'embeddings' }, { inputs: ['one'], embedding_model: 'e' }, ['file - - one']],
  [{ kind: 'embeddings' }, { input: ['one', 'two'], model: 'e' }, ['file - - one', 'file - - two']],
])('%j', (surface, body, expected) => {
  expect(told(read(surface, body))).toEqual(expected);
});

test.each<[string, PromptSurface, unknown]>([
  ['a list', CHAT, []],
  ['a chat without messages', CHAT, { model: 'm' }],
  ['messages that are no list', CHAT, { messages: 'hello' }],
  ['a message that is none', CHAT, { messages: [1] }],
  ['calls that are no list', CHAT, { messages: [{ role: 'assistant', tool_calls: { a: 1 } }] }],
  ['responses that ask nothing', RESPONSES, { model: 'm' }],
  ['messages without messages', MESSAGES, { system: 'x' }],
  ['a completion of nothing', COMPLETION, { suffix: 'x' }],
  ['embeddings of nothing', { kind: 'embeddings' }, { model: 'e' }],
])('%s is refused', (_name, surface, body) => {
  expect(() => read(surface, body)).toThrow(expect.objectContaining({ code: 'unknown-shape' }));
});
