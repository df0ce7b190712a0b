import { expect, test } from 'vitest';
import { openAnswerScreen, type ScreenedSurface } from '../../agent/core/copilot/answer/answer-screen.ts';
import {
  JUDGED,
  OWN_PLACEHOLDER,
  OWN_SECRET,
  PLACEHOLDER,
  SECRET,
  stream,
} from '../../agent/core/copilot/answer/test-support.ts';
import { encodeUtf8 } from '../../agent/core/git/bytes.ts';
import { type ChatSurface, readAsChat } from '../support/chat-streams.ts';

const HALVES = [`see ${SECRET.slice(0, 5)}`, `${SECRET.slice(5)} ${OWN_PLACEHOLDER} ${SECRET.slice(0, 4)}`];
const SHOWN = `see ${PLACEHOLDER} ${OWN_SECRET} ${SECRET.slice(0, 4)}`;
const WHOLE = HALVES.join('');

const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
const message = (text: string) => ({
  type: 'message',
  id: 'i1',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
});
const at = { item_id: 'i1', output_index: 0, content_index: 0 };

const ANSWERS: Readonly<Record<ChatSurface, readonly object[]>> = {
  'chat-completions': [
    ...HALVES.map((content) => ({ choices: [{ index: 0, delta: { content } }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ].map((event) => ({ id: 'a', created: 7, model: 'gpt', ...event })),
  messages: [
    { type: 'message_start', message: { id: 'm', role: 'assistant', model: 'c', content: [], usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...HALVES.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage },
    { type: 'message_stop' },
  ],
  responses: [
    { type: 'response.created', response: { id: 'r', status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...message(''), content: [] } },
    ...HALVES.map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
    { type: 'response.output_text.done', ...at, text: WHOLE },
    { type: 'response.output_item.done', output_index: 0, item: message(WHOLE) },
    {
      type: 'response.completed',
      response: { id: 'r', status: 'completed', output: [message(WHOLE)], usage },
    },
  ].map((event, sequence_number) => ({ ...event, sequence_number })),
};

function screened(surface: ScreenedSurface, events: readonly unknown[], named: boolean): Uint8Array[] {
  const screen = openAnswerScreen(surface, 'event-stream', JUDGED);
  const bytes = Array.from(encodeUtf8(stream(events, named)), (byte) => Uint8Array.of(byte));
  return [...bytes.map((byte) => screen.write(byte)), screen.end()].filter(({ length }) => length > 0);
}

test.each(Object.keys(ANSWERS) as ChatSurface[])(
  'the chat of VS Code shows an answer of %s as the screen says it',
  async (surface) => {
    const isChat = surface === 'chat-completions';
    const events = isChat ? [...ANSWERS[surface], '[DONE]'] : ANSWERS[surface];
    const read = await readAsChat(surface, screened(surface, events, !isChat));
    expect(read).toEqual({ shown: SHOWN, finish: 'stop' });
  },
);
