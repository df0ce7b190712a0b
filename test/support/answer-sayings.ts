import type { ScreenedSurface } from '../../agent/core/copilot/answer/answer-screen.ts';

/** How one surface says a text in these pieces, and what a client may put together of the events: each statement of it. */
export interface Saying {
  readonly surface: ScreenedSurface;
  readonly say: (parts: readonly string[]) => readonly object[];
  readonly hear: (events: readonly unknown[]) => readonly string[];
}

/** Every place of every event stream in which a model's or a tool's text stands. */
export const SAYINGS = {
  completion: {
    surface: 'completion',
    say: (parts) => [
      ...parts.map((text) => ({ choices: [{ index: 0, text }] })),
      { choices: [{ index: 0, text: '', finish_reason: 'stop' }] },
    ],
    hear: (events) => [joined(events, ['choices', '0', 'text'])],
  },
  'chat text': chatText('content'),
  'chat reasoning': chatText('reasoning_content'),
  'chat refusal': chatText('refusal'),
  'chat arguments': {
    surface: 'chat-completions',
    say: (parts) => {
      const [first = '', ...rest] = written(parts);
      return [
        chatCall({ name: 'bash', arguments: first }),
        ...rest.map((piece) => chatCall({ arguments: piece })),
        { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
      ];
    },
    hear: (events) => [
      command(joined(events, ['choices', '0', 'delta', 'tool_calls', '0', 'function', 'arguments'])),
    ],
  },
  'messages text': messagesText('text', 'text_delta', 'text'),
  'messages thinking': messagesText('thinking', 'thinking_delta', 'thinking'),
  'messages input': {
    surface: 'messages',
    say: (parts) => [
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 't', name: 'bash', input: {} },
      },
      ...written(parts).map((piece) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: piece },
      })),
      { type: 'content_block_stop', index: 0 },
    ],
    hear: (events) => [command(joined(events, ['delta', 'partial_json']))],
  },
  'responses text': {
    surface: 'responses',
    say: responsesText,
    hear: (events) => [
      joined(events, ['delta']),
      joined(events, ['text']),
      joined(events, ['response', 'output', '0', 'content', '0', 'text']),
    ],
  },
  'responses summary': {
    surface: 'responses',
    say: (parts) => [
      ...parts.map((delta) => ({
        type: 'response.reasoning_summary_text.delta',
        output_index: 0,
        summary_index: 0,
        delta,
      })),
      {
        type: 'response.reasoning_summary_text.done',
        output_index: 0,
        summary_index: 0,
        text: parts.join(''),
      },
    ],
    hear: (events) => [joined(events, ['delta'])],
  },
  'responses arguments': {
    surface: 'responses',
    say: responsesCall,
    hear: (events) => [
      command(joined(events, ['delta'])),
      command(joined(events, ['arguments'])),
      command(joined(events, ['item', 'arguments'])),
    ],
  },
  'result of a tool': {
    surface: 'mcp',
    say: (parts) => [
      { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: parts.join('') }] } },
    ],
    hear: (events) => [joined(events, ['result', 'content', '0', 'text'])],
  },
} as const satisfies Readonly<Record<string, Saying>>;

function chatText(name: string): Saying {
  return {
    surface: 'chat-completions',
    say: (parts) => [
      ...parts.map((text) => ({ choices: [{ index: 0, delta: { [name]: text } }] })),
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ],
    hear: (events) => [joined(events, ['choices', '0', 'delta', name])],
  };
}

function chatCall(called: object): object {
  return { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: '', function: called }] } }] };
}

function messagesText(block: string, delta: string, name: string): Saying {
  return {
    surface: 'messages',
    say: (parts) => [
      { type: 'content_block_start', index: 0, content_block: { type: block, [name]: '' } },
      ...parts.map((text) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: delta, [name]: text },
      })),
      { type: 'content_block_stop', index: 0 },
    ],
    hear: (events) => [joined(events, ['delta', name])],
  };
}

function responsesText(parts: readonly string[]): readonly object[] {
  const place = { output_index: 0, content_index: 0 };
  const text = parts.join('');
  const item = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
  return [
    ...parts.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.completed', response: { status: 'completed', output: [item] } },
  ];
}

function responsesCall(parts: readonly string[]): readonly object[] {
  const pieces = written(parts);
  const call = { type: 'function_call', id: 'f', call_id: 'c', name: 'bash', arguments: '' };
  const type = 'response.function_call_arguments';
  return [
    { type: 'response.output_item.added', output_index: 0, item: call },
    ...pieces.map((delta) => ({ type: `${type}.delta`, output_index: 0, delta })),
    { type: `${type}.done`, output_index: 0, arguments: pieces.join('') },
    { type: 'response.output_item.done', output_index: 0, item: { ...call, arguments: pieces.join('') } },
  ];
}

/** The text as the argument of a call, in as many pieces. */
function written(parts: readonly string[]): readonly string[] {
  const text = JSON.stringify({ command: parts.join('') });
  const length = Math.ceil(text.length / Math.max(1, parts.length));
  return text.match(new RegExp(`[^]{1,${length}}`, 'gu')) ?? [];
}

function command(args: string): string {
  return (JSON.parse(args) as { command: string }).command;
}

/** The strings at this place of the events, put together. */
function joined(events: readonly unknown[], path: readonly string[]): string {
  return events
    .map((event) =>
      path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], event),
    )
    .filter((value) => typeof value === 'string')
    .join('');
}
