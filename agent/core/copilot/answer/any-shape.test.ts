import { expect, test } from 'vitest';
import { encodeUtf8 } from '../../git/bytes.ts';
import { openAnswerScreen, type ScreenedSurface } from './answer-screen.ts';
import { OPTIONS, PLACEHOLDER, SECRET, stream } from './test-support.ts';

function run(surface: ScreenedSurface, text: string): string {
  const screen = openAnswerScreen(surface, 'json', OPTIONS);
  const decoder = new TextDecoder();
  return [screen.write(encodeUtf8(text)), screen.end()].map((bytes) => decoder.decode(bytes)).join('');
}

const half = (from: number, to?: number): string => SECRET.slice(from, to);
const RESPONSE = { id: 'r', output: [] };
const DELTA = { type: 'response.output_text.delta', item_id: 'i', output_index: 0, content_index: 0 };
const SAID = { type: 'output_text', text: SECRET };
const ITEM = { type: 'message', id: 'i', role: 'assistant', content: [SAID] };
const MESSAGE = { id: 'm', role: 'assistant', content: [], usage: {} };

const STREAMS: readonly (readonly [string, ScreenedSurface, string])[] = [
  [
    'chat',
    'chat-completions',
    stream([
      { choices: [] },
      { choices: [{ index: 0, delta: { content: half(0, 4) } }] },
      { choices: [{ index: 0, delta: { content: half(4) }, finish_reason: 'stop' }] },
      '[DONE]',
    ]),
  ],
  [
    'completion',
    'completion',
    stream([
      { choices: [{ index: 0, text: half(0, 4) }] },
      { choices: [{ index: 0, text: half(4), finish_reason: 'stop' }] },
      '[DONE]',
    ]),
  ],
  [
    'Responses',
    'responses',
    stream(
      [
        { type: 'response.created', response: RESPONSE },
        { ...DELTA, delta: half(0, 4) },
        { ...DELTA, delta: half(4) },
        { type: 'response.completed', response: { ...RESPONSE, output: [ITEM] } },
      ],
      true,
    ),
  ],
  [
    'Messages',
    'messages',
    stream(
      [
        { type: 'ping' },
        { type: 'message_start', message: MESSAGE },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: half(0, 4) } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: half(4) } },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_stop' },
      ],
      true,
    ),
  ],
];

const BODIES: readonly (readonly [string, ScreenedSurface, string])[] = [
  [
    'chat in one JSON text',
    'chat-completions',
    JSON.stringify({ choices: [{ index: 0, message: { content: SECRET } }] }),
  ],
  ['a completion in one JSON text', 'completion', JSON.stringify({ choices: [{ index: 0, text: SECRET }] })],
  ['Responses in one JSON text', 'responses', JSON.stringify({ status: 'completed', output: [ITEM] })],
  ['Messages in one JSON text', 'messages', JSON.stringify({ content: [{ type: 'text', text: SECRET }] })],
];

test.each([...STREAMS, ...BODIES])('reads %s as what it is', (_name, surface, text) => {
  const expected = run(surface, text);
  expect(expected).toContain(PLACEHOLDER);
  expect(run('auto', text)).toBe(expected);
  expect(run('agents', text)).toBe(expected);
});

test.each([
  ['a list', '["a"]'],
  ['a model by its name', '{"model":"gpt-5","endpoints":["/responses"]}'],
  ['an empty stream', 'data: [DONE]\n\n'],
])('%s passes', (_name, text) => {
  expect(run('auto', text)).toBe(text);
});

test('an event that no shape begins with is cut off', () => {
  expect(() => run('auto', stream([{ type: 'surprise', text: 'x' }]))).toThrow(
    expect.objectContaining({ code: 'unknown-event' }),
  );
});
