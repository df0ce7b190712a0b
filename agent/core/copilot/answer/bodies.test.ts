import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../git/bytes.ts';
import { AnswerError } from './answer-error.ts';
import { openAnswerScreen, type ScreenedSurface } from './answer-screen.ts';
import type { AnswerOptions } from './options.ts';
import {
  JUDGED,
  OPTIONS,
  OWN_PLACEHOLDER,
  OWN_SECRET,
  PLACEHOLDER,
  SECRET,
  screened,
} from './test-support.ts';

const TEXT = `${SECRET} ${OWN_PLACEHOLDER}`;
const SHOWN = `${PLACEHOLDER} ${OWN_SECRET}`;
const EDIT = { filePath: '/w/a', content: TEXT };
const EDITED = { filePath: '/w/a', content: SHOWN };

function run(surface: ScreenedSurface, body: unknown, options: AnswerOptions = OPTIONS): unknown {
  return JSON.parse(screened(surface, [encodeUtf8(JSON.stringify(body))], options));
}

function chat(message: object, finish = 'stop'): object {
  return {
    id: 'a',
    model: 'gpt',
    choices: [{ index: 0, message, finish_reason: finish }],
    usage: { total: 3 },
  };
}

const call = (name: string, args: object) => ({
  id: name,
  type: 'function',
  function: { name, arguments: JSON.stringify(args) },
});

test.each<[ScreenedSurface, unknown, unknown]>([
  [
    'completion',
    { choices: [{ index: 0, text: TEXT, logprobs: { tokens: ['a'] } }] },
    { choices: [{ index: 0, text: SHOWN, logprobs: null }] },
  ],
  [
    'chat-completions',
    chat({ role: 'assistant', content: TEXT, reasoning_content: TEXT, note: SECRET }),
    chat({ role: 'assistant', content: SHOWN, reasoning_content: SHOWN, note: PLACEHOLDER }),
  ],
  [
    'chat-completions',
    chat({ content: null, tool_calls: [call('create_file', EDIT)] }, 'tool_calls'),
    chat({ content: null, tool_calls: [call('create_file', EDITED)] }, 'tool_calls'),
  ],
  [
    'messages',
    {
      content: [
        { type: 'thinking', thinking: TEXT, signature: 'a+/=' },
        { type: 'text', text: TEXT },
        { type: 'tool_use', name: 'create_file', input: EDIT },
      ],
    },
    {
      content: [
        { type: 'thinking', thinking: SHOWN, signature: 'a+/=' },
        { type: 'text', text: SHOWN },
        { type: 'tool_use', name: 'create_file', input: EDITED },
      ],
    },
  ],
  [
    'responses',
    {
      output: [
        { type: 'message', content: [{ type: 'output_text', text: TEXT }] },
        { type: 'function_call', call_id: 'a', name: 'create_file', arguments: JSON.stringify(EDIT) },
      ],
      output_text: TEXT,
    },
    {
      output: [
        { type: 'message', content: [{ type: 'output_text', text: SHOWN }] },
        { type: 'function_call', call_id: 'a', name: 'create_file', arguments: JSON.stringify(EDITED) },
      ],
      output_text: SHOWN,
    },
  ],
  [
    'embeddings',
    { data: [{ index: 0, embedding: [0.5] }], note: SECRET },
    { data: [{ index: 0, embedding: [0.5] }], note: PLACEHOLDER },
  ],
  ['auto', { model: 'gpt', reason: TEXT }, { model: 'gpt', reason: `${PLACEHOLDER} ${OWN_PLACEHOLDER}` }],
  ['agents', [{ [SECRET]: SECRET }], [{ [PLACEHOLDER]: PLACEHOLDER }]],
])('%s %j', (surface, body, expected) => {
  expect(run(surface, body)).toEqual(expected);
});

describe('a tool call that is denied', () => {
  test.each<[ScreenedSurface, unknown, unknown]>([
    [
      'chat-completions',
      chat({ content: 'x', tool_calls: [call('bash', {})] }, 'tool_calls'),
      chat({ content: 'x\n\nnot here\n', tool_calls: [] }),
    ],
    [
      'chat-completions',
      chat({ content: null, tool_calls: [call('bash', {}), call('view', {})] }, 'tool_calls'),
      chat({ content: '\n\nnot here\n', tool_calls: [call('view', {})] }, 'tool_calls'),
    ],
    [
      'chat-completions',
      chat({ tool_calls: [call('bash', {})] }, 'tool_calls'),
      chat({ tool_calls: [], content: '\n\nnot here\n' }),
    ],
    [
      'messages',
      { content: [{ type: 'tool_use', name: 'bash', input: { command: 'ls' } }], stop_reason: 'tool_use' },
      { content: [{ type: 'text', text: 'not here' }], stop_reason: 'end_turn' },
    ],
    [
      'responses',
      { output: [{ type: 'function_call', id: 'f', call_id: 'a', name: 'bash', arguments: '{}' }] },
      {
        output: [
          {
            id: 'f',
            type: 'message',
            status: 'completed',
            role: 'assistant',
            content: [{ type: 'output_text', text: 'not here', annotations: [] }],
          },
        ],
      },
    ],
  ])('%s %j', (surface, body, expected) => {
    expect(run(surface, body, JUDGED)).toEqual(expected);
  });
});

test('the summary is as that of a stream', () => {
  const screen = openAnswerScreen('chat-completions', 'event-stream', JUDGED);
  const body = chat({ content: SECRET, tool_calls: [call('bash', { a: SECRET })] }, 'tool_calls');
  screen.write(encodeUtf8(JSON.stringify(body)));
  screen.end();
  expect(screen.summary()).toEqual({
    model: 'gpt',
    usage: new Map([['total', 3]]),
    finishReasons: ['tool_calls'],
    texts: [
      { channel: 'choice 0 content', kind: 'text', text: PLACEHOLDER, truncated: false, denied: false },
    ],
    toolCalls: [{ tool: 'bash', arguments: `{"a":"${PLACEHOLDER}"}`, truncated: false, denied: true }],
  });
});

test.each<[ScreenedSurface, unknown]>([
  ['completion', {}],
  ['completion', { choices: [{ text: 'a' }] }],
  ['chat-completions', { text: 'a' }],
  ['chat-completions', { choices: [{ text: 'a' }] }],
  ['chat-completions', chat({ content: [{ type: 'text' }] })],
  ['chat-completions', chat({ function_call: { name: 'a', arguments: '{}' } })],
  ['messages', { content: 'a' }],
  ['messages', { content: [{ type: 'code' }] }],
  ['messages', { content: [{ type: 'tool_use', name: 'a', input: 'b' }] }],
  ['responses', { output: 'a' }],
  ['responses', { output: [{ type: 'magic' }] }],
  ['responses', { output: [{ type: 'function_call', name: 'a' }] }],
])('%s %j is no answer that could be screened', (surface, body) => {
  expect(() => run(surface, body)).toThrow(
    expect.objectContaining({ constructor: AnswerError, code: 'unknown-shape' }),
  );
});
