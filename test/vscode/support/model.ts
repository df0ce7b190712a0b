import type { SeenRequest, StandInAnswer } from '../../support/copilot-server.ts';
import { chatEvent, EVENT_STREAM } from '../../support/model-answers.ts';

/** What a person asked of a model, or a program in their name. */
export interface Question {
  readonly request: SeenRequest;
  readonly text: string;
  /** The result of the last tool that ran, or null when the model is asked something new. */
  readonly toolResult: string | null;
}

interface Message {
  readonly role: string;
  readonly content: unknown;
}

/** Reads a request to `/chat/completions`; the question is what the person typed last. */
export function questionOf(request: SeenRequest): Question {
  const { messages = [] } = JSON.parse(request.body.toString()) as { messages?: readonly Message[] };
  const last = messages.at(-1);
  const asked = messages.findLast(({ role }) => role === 'user');
  return {
    request,
    text: textOf(asked?.content),
    toolResult: last?.role === 'tool' ? textOf(last.content) : null,
  };
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content ?? '');
}

/** A model that says this, a piece an event; a piece may be waited for. */
export function says(...pieces: readonly (string | Promise<string>)[]): StandInAnswer {
  const said = async (content: string | Promise<string>) => chatEvent({ content: await content });
  const end = [chatEvent({}, 'stop'), 'data: [DONE]\n\n'];
  return {
    headers: EVENT_STREAM,
    pieces: [chatEvent({ role: 'assistant', content: '' }), ...pieces.map(said), ...end],
  };
}

/** What is proposed in a file, at the place of the cursor. */
export function completes(text: string): StandInAnswer {
  const choice = { text, index: 0, finish_reason: null, logprobs: null };
  const chunk = (one: object) =>
    `data: ${JSON.stringify({ id: 'cmpl-1', object: 'text_completion', created: 1, model: 'gpt-41-copilot', choices: [one] })}\n\n`;
  return {
    headers: EVENT_STREAM,
    pieces: [chunk(choice), chunk({ ...choice, text: '', finish_reason: 'stop' }), 'data: [DONE]\n\n'],
  };
}
