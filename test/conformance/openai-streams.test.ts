import OpenAI from 'openai';
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

const HALVES = [`see ${SECRET.slice(0, 5)}`, `${SECRET.slice(5)} ${OWN_PLACEHOLDER} ${SECRET.slice(0, 4)}`];
const SHOWN = `see ${PLACEHOLDER} ${OWN_SECRET} ${SECRET.slice(0, 4)}`;
const EDIT = JSON.stringify({ path: '/w/a', file_text: `${SECRET} ${OWN_PLACEHOLDER}` });
const EDITED = { path: '/w/a', file_text: `${PLACEHOLDER} ${OWN_SECRET}` };

/** The client that the command line of Copilot is built on, and an upstream that answers so. */
function clientOf(surface: ScreenedSurface, events: readonly unknown[], named = false): OpenAI {
  const screen = openAnswerScreen(surface, 'event-stream', JUDGED);
  const bytes = Array.from(encodeUtf8(stream(events, named)), (byte) => Uint8Array.of(byte));
  const screened = [...bytes.map((byte) => screen.write(byte)), screen.end()];
  const body = new ReadableStream({
    start(controller) {
      for (const piece of screened) if (piece.length > 0) controller.enqueue(piece);
      controller.close();
    },
  });
  const headers = { 'content-type': 'text/event-stream' };
  return new OpenAI({ apiKey: 'none', fetch: async () => new Response(body, { headers }) });
}

const REQUEST = { model: 'gpt', messages: [{ role: 'user', content: 'hi' }] } as const;

function chat(delta: object, finish: string | null = null): object {
  const choice = { index: 0, delta, finish_reason: finish };
  return { id: 'a', object: 'chat.completion.chunk', created: 7, model: 'gpt', choices: [choice] };
}

function call(index: number, name: string, parts: readonly string[]): object[] {
  return parts.map((part, at) => {
    const head = at === 0 ? { id: `call_${index}`, type: 'function' } : {};
    const fn = at === 0 ? { name, arguments: part } : { arguments: part };
    return chat({ tool_calls: [{ index, ...head, function: fn }] });
  });
}

test('a chat: text, a call that passes and one that does not', async () => {
  const events = [
    chat({ role: 'assistant', content: '' }),
    ...HALVES.map((content) => chat({ content })),
    ...call(0, 'create', [EDIT.slice(0, 20), EDIT.slice(20)]),
    ...call(1, 'bash', ['{"command":', '"ls"}']),
    chat({}, 'tool_calls'),
    '[DONE]',
  ];
  const completion = await clientOf('chat-completions', events)
    .chat.completions.stream({ ...REQUEST, messages: [...REQUEST.messages] })
    .finalChatCompletion();
  const { message, finish_reason } = completion.choices[0] ?? {};
  expect(message?.content).toBe(`${SHOWN}\n\nnot here\n`);
  expect(finish_reason).toBe('tool_calls');
  const calls = (message?.tool_calls ?? []).filter((each) => each.type === 'function');
  expect(calls.map((each) => [each.id, each.function.name, JSON.parse(each.function.arguments)])).toEqual([
    ['call_0', 'create', EDITED],
  ]);
});

test('a chat whose only call does not pass is one that has ended', async () => {
  const events = [
    chat({ role: 'assistant', content: 'x' }),
    ...call(0, 'bash', ['{}']),
    chat({}, 'tool_calls'),
    '[DONE]',
  ];
  const completion = await clientOf('chat-completions', events)
    .chat.completions.stream({ ...REQUEST, messages: [...REQUEST.messages] })
    .finalChatCompletion();
  expect(completion.choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { content: 'x\n\nnot here\n' },
  });
});

function message(
  index: number,
  parts: readonly string[],
): { readonly events: object[]; readonly item: object } {
  const place = { item_id: `msg_${index}`, output_index: index, content_index: 0 };
  const part = (text: string) => ({ type: 'output_text', text, annotations: [] });
  const item = (status: string, content: object[]) => ({
    id: `msg_${index}`,
    type: 'message',
    status,
    role: 'assistant',
    content,
  });
  const done = item('completed', [part(parts.join(''))]);
  const events = [
    { type: 'response.output_item.added', output_index: index, item: item('in_progress', []) },
    { type: 'response.content_part.added', ...place, part: part('') },
    ...parts.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...place, text: parts.join(''), logprobs: [] },
    { type: 'response.content_part.done', ...place, part: part(parts.join('')) },
    { type: 'response.output_item.done', output_index: index, item: done },
  ];
  return { events, item: done };
}

function functionCall(index: number, name: string, parts: readonly string[]) {
  const place = { item_id: `fc_${index}`, output_index: index };
  const item = (status: string, args: string) => ({
    id: `fc_${index}`,
    type: 'function_call',
    status,
    name,
    call_id: `call_${index}`,
    arguments: args,
  });
  const done = item('completed', parts.join(''));
  const events = [
    { type: 'response.output_item.added', output_index: index, item: item('in_progress', '') },
    ...parts.map((delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
    { type: 'response.function_call_arguments.done', ...place, arguments: parts.join('') },
    { type: 'response.output_item.done', output_index: index, item: done },
  ];
  return { events, item: done };
}

test('a response: text, a call that passes and one that does not, by deltas and as a whole', async () => {
  const items = [
    message(0, HALVES),
    functionCall(1, 'bash', ['{"command":', '"ls"}']),
    functionCall(2, 'create', [EDIT.slice(0, 20), EDIT.slice(20)]),
  ];
  const response = (status: string, output: object[]) => ({
    id: 'resp_1',
    object: 'response',
    created_at: 7,
    model: 'gpt',
    status,
    output,
  });
  const events = [
    { type: 'response.created', response: response('in_progress', []) },
    ...items.flatMap((item) => item.events),
    {
      type: 'response.completed',
      response: response(
        'completed',
        items.map(({ item }) => item),
      ),
    },
  ].map((event, sequence_number) => ({ ...event, sequence_number }));
  const said: string[] = [];
  const reading = clientOf('responses', events, true)
    .responses.stream({ model: 'gpt', input: 'hi' })
    .on('response.output_text.delta', ({ delta }) => said.push(delta));
  const final = await reading.finalResponse();
  expect(said.join('')).toBe(`${SHOWN}not here`);
  expect(final.output_text).toBe(`${SHOWN}not here`);
  expect(final.output.map(({ type }) => type)).toEqual(['message', 'message', 'function_call']);
  const last = final.output[2];
  expect(last?.type === 'function_call' ? JSON.parse(last.arguments) : null).toEqual(EDITED);
});
