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

/** The same of a model that gives several answers at once, their pieces in turns. */
export function choicesStream(...choices: readonly (readonly string[])[]): StandInAnswer {
  const turns = Math.max(...choices.map(({ length }) => length));
  const pieces = Array.from({ length: turns }, (_, turn) =>
    choices.flatMap((choice, index) =>
      choice[turn] === undefined ? [] : [chatEvent({ content: choice[turn] }, null, index)],
    ),
  ).flat();
  const ends = choices.map((_, index) => chatEvent({}, 'stop', index));
  return { headers: EVENT_STREAM, pieces: [...pieces, ...ends, 'data: [DONE]\n\n'] };
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

interface Chunk {
  readonly choices: readonly { readonly index: number; readonly delta?: { readonly content?: string } }[];
}

/** What the client of a chat shows of one choice of an event stream. */
export function shownOf({ text }: Answered, choice = 0): string {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Chunk)
    .flatMap(({ choices }) => choices)
    .map(({ index, delta }) => (index === choice ? (delta?.content ?? '') : ''))
    .join('');
}

/** One event of a stream of `/chat/completions`. */
export function chatEvent(delta: object, finish: string | null = null, index = 0): string {
  const choices = [{ index, delta, finish_reason: finish }];
  const event = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4.1', choices };
  return `data: ${JSON.stringify(event)}\n\n`;
}
