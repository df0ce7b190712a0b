import type { StandInAnswer } from './copilot-server.ts';
import type { Answered } from './through-agent.ts';

export const EVENT_STREAM = { 'content-type': 'text/event-stream' };

/** What the upstream streams when a model says this, a piece an event. */
export function chatStream(
  ...pieces: readonly string[]
): StandInAnswer & { readonly pieces: readonly string[] } {
  return {
    headers: EVENT_STREAM,
    pieces: [
      chatEvent({ role: 'assistant', content: '' }),
      ...pieces.map((content) => chatEvent({ content })),
      chatEvent({}, 'stop'),
      'data: [DONE]\n\n',
    ],
  };
}

/** A model that says `before` and then wants a tool called, its arguments in fragments. */
export function toolStream(name: string, args: string, before = ''): StandInAnswer {
  const half = Math.floor(args.length / 2);
  const fragment = (written: string, more: object = {}): string =>
    chatEvent({
      tool_calls: [
        { index: 0, ...more, function: { arguments: written, ...('id' in more ? { name } : {}) } },
      ],
    });
  return {
    headers: EVENT_STREAM,
    pieces: [
      ...(before === '' ? [] : [chatEvent({ content: before })]),
      fragment('', { id: 'call_1', type: 'function' }),
      fragment(args.slice(0, half)),
      fragment(args.slice(half)),
      chatEvent({}, 'tool_calls'),
      'data: [DONE]\n\n',
    ],
  };
}

/** The same in one JSON text. */
export function toolBody(name: string, args: string): StandInAnswer {
  const message = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'call_1', type: 'function', function: { name, arguments: args } }],
  };
  const body = { id: 'c1', model: 'gpt-4.1', choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };
  return { headers: { 'content-type': 'application/json' }, pieces: [JSON.stringify(body)] };
}

/** What the client of a chat shows of an event stream. */
export function shownOf({ text }: Answered): string {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as { choices: { delta?: { content?: string } }[] })
    .map(({ choices }) => choices[0]?.delta?.content ?? '')
    .join('');
}

/** One event of a stream of `/chat/completions`. */
export function chatEvent(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  const event = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4.1', choices };
  return `data: ${JSON.stringify(event)}\n\n`;
}
