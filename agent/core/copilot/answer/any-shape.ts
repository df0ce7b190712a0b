import { isAbsent, member } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { AnswerError } from './answer-error.ts';
import {
  type BodyShape,
  chatBody,
  completionBody,
  messagesBody,
  otherBody,
  responsesBody,
} from './bodies.ts';
import { chatStream } from './chat-stream.ts';
import { completionStream } from './completion-stream.ts';
import type { AnswerContext } from './context.ts';
import { messagesStream } from './messages-stream.ts';
import { responsesStream } from './responses-stream.ts';
import { isDone, type ReadEvent, readEvent, type StreamShape, typeOf } from './stream-shape.ts';

/**
 * The answer of a surface that picks the model itself, and with it the shape: the first event says which. One that is
 * none of those known is cut off.
 */
export function anyStream(context: AnswerContext): StreamShape {
  let shape: StreamShape | null = null;
  return {
    event(event) {
      if (shape === null && isDone(event)) return [event];
      shape ??= shapeOf(readEvent(event, context.options.limits.json))(context);
      return shape.event(event);
    },
    end: () => shape?.end() ?? [],
  };
}

/** The same for an answer in one JSON text: one that says nothing of a model's has only strings to be masked. */
export const anyBody: BodyShape = (root, body) => bodyShapeOf(root)(root, body);

function shapeOf(read: ReadEvent): (context: AnswerContext) => StreamShape {
  const choices = member(read.root, 'choices');
  if (choices !== undefined) return isCompletion(choices) ? completionStream : chatStream;
  const type = typeOf(read);
  if (type.startsWith('response.')) return responsesStream;
  if (MESSAGE_BEGINS.has(type)) return messagesStream;
  throw new AnswerError('unknown-event', 'an answer begins with an event that is none of those known');
}

/** `error` is written alike in Messages and in Responses. */
const MESSAGE_BEGINS: ReadonlySet<string> = new Set(['message_start', 'ping', 'error']);

function bodyShapeOf(root: JsonNode): BodyShape {
  const choices = member(root, 'choices');
  if (choices !== undefined) return isCompletion(choices) ? completionBody : chatBody;
  if (!isAbsent(member(root, 'output'))) return responsesBody;
  return member(root, 'content')?.kind === 'array' ? messagesBody : otherBody;
}

/** A choice of a completion has its text beside its index, and one of a chat in a message or a delta. */
function isCompletion(choices: JsonNode): boolean {
  return choices.kind === 'array' && choices.items.some((choice) => member(choice, 'text') !== undefined);
}
